package dev.batchline.simulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The outside of one request line: its own fields, and where its body lies among its bytes. */
final class RequestLine {

    private @Nullable String customId;
    private @Nullable String method;
    private @Nullable String url;
    private @Nullable String model;
    private int bodyStart = -1;
    private int bodyEnd = -1;
    private boolean bodyIsObject;
    private int inputs = 1;

    private RequestLine() {}

    /** Reads a line that starts at the buffer's first byte; throws if it is not exactly one JSON object. */
    static RequestLine parse(byte[] buffer, int length) throws IOException {
        RequestLine line = new RequestLine();
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(buffer, 0, length)) {
            if (buffer[0] == (byte) 0xEF || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a request line is one JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                line.readField(parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
        }
        return line;
    }

    @Nullable
    String customId() {
        return customId;
    }

    @Nullable
    String method() {
        return method;
    }

    @Nullable
    String url() {
        return url;
    }

    /** The body's model, if it names one. */
    @Nullable
    String model() {
        return model;
    }

    boolean hasBody() {
        return bodyStart >= 0;
    }

    boolean bodyIsObject() {
        return bodyIsObject;
    }

    /** Offset of the body's first byte in the line. */
    int bodyStart() {
        return bodyStart;
    }

    int bodyLength() {
        return bodyEnd - bodyStart;
    }

    /** How many texts the body's {@code input} holds, 1 if it is no list. */
    int inputs() {
        return inputs;
    }

    private void readField(JsonParser parser) throws IOException {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
            case "custom_id" -> customId = text(parser, value);
            case "method" -> method = text(parser, value);
            case "url" -> url = text(parser, value);
            case "body" -> readBody(parser, value);
            default -> parser.skipChildren();
        }
    }

    private void readBody(JsonParser parser, JsonToken value) throws IOException {
        bodyStart = (int) parser.currentTokenLocation().getByteOffset();
        bodyIsObject = value == JsonToken.START_OBJECT;
        if (bodyIsObject) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                readBodyField(parser);
            }
        } else {
            parser.skipChildren();
            parser.finishToken();
        }
        bodyEnd = (int) parser.currentLocation().getByteOffset();
    }

    private void readBodyField(JsonParser parser) throws IOException {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("model")) {
            model = text(parser, value);
        } else if (name.equals("input") && value == JsonToken.START_ARRAY) {
            inputs = countInputs(parser);
        } else {
            parser.skipChildren();
        }
    }

    private static int countInputs(JsonParser parser) throws IOException {
        int count = 0;
        boolean numbers = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new IOException("the array does not end");
            }
            numbers |= token.isNumeric();
            parser.skipChildren();
            count++;
        }
        return numbers ? 1 : count;
    }

    private static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
