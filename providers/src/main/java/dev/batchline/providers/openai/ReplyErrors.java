package dev.batchline.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.http.CleanText;
import dev.batchline.providers.http.ServerDelay;
import dev.batchline.schemas.FailureCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Makes outcomes of replies that are no success. */
final class ReplyErrors {
    private static final int ENOUGH = 64 * 1024;
    private static final int ENOUGH_MARKUP = 4096;
    private static final List<String> REQUEST_ID = List.of("x-request-id", "apim-request-id", "x-litellm-call-id");

    private final CleanText clean;

    ReplyErrors(CleanText clean) {
        this.clean = clean;
    }

    /** The reply's body, or its beginning if it is longer. */
    static byte[] beginning(Response reply, int most) throws IOException {
        try (InputStream body = reply.body().byteStream()) {
            return body.readNBytes(most);
        }
    }

    /** The outcome of a status that is no 2xx. */
    <T> Outcome<T> outcome(Response reply) throws IOException {
        Words words = words(beginning(reply, ENOUGH));
        String code = words.code == null ? words.type : words.code;
        return outcome(error(reply, code, words.message), words, ServerDelay.of(reply.headers()));
    }

    /** The outcome of a 2xx whose body is not what was asked for. */
    <T> Outcome<T> unreadable(Response reply, byte[] body) {
        Words words = words(Arrays.copyOf(body, Math.min(body.length, ENOUGH)));
        String message = "The reply is not what was asked for: " + (words.message == null ? "empty" : words.message);
        return new Outcome.Unavailable<>(
                error(reply, words.code == null ? "unreadable_reply" : words.code, message),
                ServerDelay.of(reply.headers()));
    }

    private static <T> Outcome<T> outcome(ProviderError error, Words words, Optional<Duration> delay) {
        int status = error.httpStatus();
        boolean clientError = status >= 400 && status < 500 && status != 408;
        if (!clientError) {
            return new Outcome.Unavailable<>(error, delay);
        }
        if (words.blockAccount()) {
            return new Outcome.AccountBlocked<>(error);
        }
        return switch (status) {
            case 401, 402, 403, 407 -> new Outcome.AccountBlocked<>(error);
            case 404 -> new Outcome.NotFound<>(error);
            case 429 -> new Outcome.Throttled<>(error, delay);
            default -> new Outcome.Refused<>(error);
        };
    }

    private ProviderError error(Response reply, @Nullable String code, @Nullable String message) {
        String requestId = REQUEST_ID.stream()
                .map(name -> reply.headers().get(name))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
        String sentence = message == null ? "" : clean.of(message);
        return new ProviderError(
                reply.code(),
                code == null ? null : clean.of(code),
                sentence.isEmpty() ? "The provider answered with status " + reply.code() + "." : sentence,
                requestId == null ? null : clean.of(requestId));
    }

    private static Words words(byte[] body) {
        JsonNode tree = Replies.tree(body);
        if (tree == null || !tree.isContainerNode()) {
            String text = tree != null && tree.isTextual() ? tree.asText() : new String(body, StandardCharsets.UTF_8);
            return new Words(null, null, withoutMarkup(text));
        }
        JsonNode error = tree.path("error").isObject() ? tree.path("error") : tree;
        return new Words(LooseJson.text(error, "code"), LooseJson.text(error, "type"), message(error));
    }

    /** The sentence of an error object, of {@code {"error":"…"}}, or of FastAPI's {@code {"detail":…}}. */
    private static String message(JsonNode error) {
        for (String field : List.of("message", "error", "detail", "error_description", "title")) {
            JsonNode value = error.path(field);
            if (value.isTextual() && !value.asText().isBlank()) {
                return value.asText();
            }
            if (value.isContainerNode()) {
                String inner = LooseJson.text(value, "message");
                return inner == null ? value.toString() : inner;
            }
        }
        return error.toString();
    }

    /** The text of an HTML page: its title, else what stands between its tags. */
    private static @Nullable String withoutMarkup(String text) {
        if (!text.stripLeading().startsWith("<")) {
            return text.isBlank() ? null : text;
        }
        String page = text.substring(0, Math.min(text.length(), ENOUGH_MARKUP));
        String title = page.replaceFirst("(?is)^.*?<title[^>]*>(.*?)</title>.*$", "$1");
        String plain = title.equals(page) ? page.replaceAll("<[^<>]*>", " ") : title;
        return plain.isBlank() ? null : plain;
    }

    /**
     * What the body says.
     *
     * @param code the provider's code
     * @param type the provider's type of error, which some services put in place of the code
     * @param message its sentence
     */
    private record Words(
            @Nullable String code,
            @Nullable String type,
            @Nullable String message) {
        /** Whether nothing of the account will be done until somebody acts, whatever the status says. */
        boolean blockAccount() {
            return Stream.of(code, type).flatMap(Stream::ofNullable).anyMatch(FailureCatalogue::blocksAccount);
        }
    }
}
