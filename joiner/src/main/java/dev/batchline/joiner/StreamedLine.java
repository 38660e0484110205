package dev.batchline.joiner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Single facts out of JSON that is read as a stream and never as a whole. */
final class StreamedLine {
    private static final int LONGEST_NAME = 64 * 1024;
    private static final Set<String> PROMPT_TOKENS = Set.of("prompt_tokens", "input_tokens");
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_NAME)
                    .maxNestingDepth(10_000)
                    .build())
            .build();

    private StreamedLine() {}

    /** The custom_id of a result line; empty if it has none or is no JSON object. */
    static Optional<String> customId(InputStream line) {
        try (JsonParser parser = JSON.createParser(line)) {
            Optional<String> id = Optional.empty();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return id;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("custom_id");
                JsonToken token = parser.nextToken();
                if (wanted && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    id = Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return id;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The prompt tokens that an answer's {@code usage} counts, under either of the names that endpoints give them. */
    static OptionalLong promptTokens(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return OptionalLong.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean usage = parser.currentName().equals("usage");
                if (parser.nextToken() == JsonToken.START_OBJECT && usage) {
                    return tokens(parser);
                }
                parser.skipChildren();
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong tokens(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean prompt = PROMPT_TOKENS.contains(parser.currentName());
            if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && prompt) {
                long tokens = parser.getLongValue();
                return tokens > 0 ? OptionalLong.of(tokens) : OptionalLong.empty();
            }
            parser.skipChildren();
        }
        return OptionalLong.empty();
    }
}
