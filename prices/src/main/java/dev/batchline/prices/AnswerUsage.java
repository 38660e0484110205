package dev.batchline.prices;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that an answer says it took, in the shapes of OpenAI's endpoints ({@code usage} with prompt and completion
 * tokens, or with input and output tokens and their details), of Anthropic's messages ({@code usage} with cache reads
 * and writes beside the input) and of Gemini ({@code usageMetadata}). The answer is read as a stream, up to its usage
 * and its model.
 */
public final class AnswerUsage {
    private static final int DEPTH = 10_000;
    private static final Set<String> MODEL = Set.of("model", "modelVersion");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private AnswerUsage() {}

    /** What the body of an answer tells; empty if it tells no tokens, or is no JSON object. */
    public static Optional<Told> of(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            return told(parser);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Told> told(JsonParser parser) throws IOException {
        TokenUse use = null;
        String model = null;
        while ((use == null || model == null) && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && use == null) {
                use = use(name, parser);
            } else if (value == JsonToken.VALUE_STRING && MODEL.contains(name)) {
                model = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return use == null ? Optional.empty() : Optional.of(new Told(use, model));
    }

    /** The tokens, if it is this field that tells them. */
    private static @Nullable TokenUse use(String name, JsonParser parser) throws IOException {
        if (!name.equals("usage") && !name.equals("usageMetadata")) {
            parser.skipChildren();
            return null;
        }
        Map<String, Long> counts = new HashMap<>();
        read(parser, "", counts);
        return (name.equals("usage") ? usage(counts) : metadata(counts)).orElse(null);
    }

    /** Whole numbers by their path, such as {@code prompt_tokens_details.cached_tokens}. */
    private static void read(JsonParser parser, String prefix, Map<String, Long> counts) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + parser.currentName();
            switch (parser.nextToken()) {
                case VALUE_NUMBER_INT -> counts.put(path, parser.getLongValue());
                case START_OBJECT -> {
                    if (prefix.isEmpty()) {
                        read(parser, path + ".", counts);
                    } else {
                        parser.skipChildren();
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private static Optional<TokenUse> usage(Map<String, Long> counts) {
        if (counts.containsKey("prompt_tokens")) {
            return Optional.of(openAi(counts, "prompt_tokens", "completion_tokens"));
        }
        if (!counts.containsKey("input_tokens")) {
            return Optional.empty();
        }
        boolean besides =
                counts.containsKey("cache_read_input_tokens") || counts.containsKey("cache_creation_input_tokens");
        return Optional.of(besides ? anthropic(counts) : openAi(counts, "input_tokens", "output_tokens"));
    }

    private static TokenUse openAi(Map<String, Long> counts, String input, String output) {
        long prompt = get(counts, input);
        return new TokenUse(
                prompt,
                Math.min(prompt, get(counts, input + "_details.cached_tokens")),
                0,
                0,
                get(counts, output),
                get(counts, output + "_details.reasoning_tokens"));
    }

    private static TokenUse anthropic(Map<String, Long> counts) {
        long read = get(counts, "cache_read_input_tokens");
        long written = get(counts, "cache_creation_input_tokens");
        long forAnHour = Math.min(written, get(counts, "cache_creation.ephemeral_1h_input_tokens"));
        return new TokenUse(
                get(counts, "input_tokens") + read + written,
                read,
                written - forAnHour,
                forAnHour,
                get(counts, "output_tokens"),
                0);
    }

    private static Optional<TokenUse> metadata(Map<String, Long> counts) {
        if (!counts.containsKey("promptTokenCount")) {
            return Optional.empty();
        }
        long prompt = get(counts, "promptTokenCount");
        long thought = get(counts, "thoughtsTokenCount");
        return Optional.of(new TokenUse(
                prompt,
                Math.min(prompt, get(counts, "cachedContentTokenCount")),
                0,
                0,
                get(counts, "candidatesTokenCount") + thought,
                thought));
    }

    private static long get(Map<String, Long> counts, String path) {
        return counts.getOrDefault(path, 0L);
    }

    /**
     * What an answer tells of itself.
     *
     * @param use its tokens
     * @param model the model that answered; null if it does not say
     */
    public record Told(TokenUse use, @Nullable String model) {}
}
