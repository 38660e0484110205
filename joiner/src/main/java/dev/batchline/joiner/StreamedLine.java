package dev.batchline.joiner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Single facts out of JSON that is read as a stream and never as a whole. */
final class StreamedLine {
    private static final int LONGEST_NAME = 64 * 1024;
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
}
