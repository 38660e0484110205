package dev.batchline.cli.estimate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.RequestEvent;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads from the body of a request how many tokens it has and asks for. */
final class PromptReader {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .build())
            .build());

    /** What {@code /v1/completions} answers with at most if the request does not say. */
    private static final long COMPLETION_DEFAULT = 16;

    /** No model says or does more; what a request asks beyond it is a mistake, and would spoil every sum. */
    private static final long MOST = 100_000_000;

    private static final long MOST_ANSWERS = 1_000;

    private final TokenCounter counter;

    PromptReader(TokenCounter counter) {
        this.counter = counter;
    }

    /** The size of a request. */
    PromptSize read(RequestEvent request) {
        JsonNode body = body(request);
        PromptText text = new PromptText(counter, Encoding.of(request.model()));
        return switch (request.url()) {
            case "/v1/chat/completions" -> chat(body, text);
            case "/v1/responses" -> responses(body, text);
            case "/v1/completions" -> completions(body, text);
            case "/v1/embeddings", "/v1/moderations" -> {
                text.texts(body.path("input"));
                yield new PromptSize(text.tokens(), 1, 0, text.unseen());
            }
            default -> {
                text.texts(body.path("prompt"));
                yield new PromptSize(text.tokens(), 1, PromptSize.NO_MAXIMUM, true);
            }
        };
    }

    private static PromptSize chat(JsonNode body, PromptText text) {
        body.path("messages").forEach(text::message);
        text.json(body.path("tools"));
        text.json(body.path("functions"));
        text.json(body.path("response_format").path("json_schema"));
        text.answerBegins();
        long most = most(body, "max_completion_tokens", most(body, "max_tokens", PromptSize.NO_MAXIMUM));
        return new PromptSize(text.tokens(), atLeastOne(body, "n"), most, text.unseen());
    }

    private static PromptSize responses(JsonNode body, PromptText text) {
        text.instructions(body.path("instructions"));
        text.items(body.path("input"));
        body.path("tools").forEach(text::tool);
        text.json(body.path("text").path("format").path("schema"));
        for (String elsewhere : new String[] {"previous_response_id", "conversation", "prompt"}) {
            text.elsewhere(body.path(elsewhere));
        }
        text.answerBegins();
        return new PromptSize(text.tokens(), 1, most(body, "max_output_tokens", PromptSize.NO_MAXIMUM), text.unseen());
    }

    private static PromptSize completions(JsonNode body, PromptText text) {
        long prompts = text.texts(body.path("prompt"));
        long answers = Math.max(atLeastOne(body, "n"), atLeastOne(body, "best_of"));
        return new PromptSize(
                text.tokens(), prompts * answers, most(body, "max_tokens", COMPLETION_DEFAULT), text.unseen());
    }

    private static long most(JsonNode body, String field, long otherwise) {
        JsonNode value = body.path(field);
        return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 0
                ? Math.min(value.intValue(), MOST)
                : otherwise;
    }

    private static long atLeastOne(JsonNode body, String field) {
        return Math.clamp(most(body, field, 1), 1, MOST_ANSWERS);
    }

    private static JsonNode body(RequestEvent request) {
        try {
            return JSON.readTree(request.json(), request.bodyStart(), request.bodyEnd() - request.bodyStart());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
