package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a request event as a stream of tokens, without a tree. A Confluent prefix (a zero byte and four
 * bytes of schema id) and a byte-order mark are passed over, a missing {@code method} is POST, fields beyond the four
 * are ignored.
 */
final class RequestEventParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .build())
            .build();

    private final byte[] json;
    private final Set<String> keys = new HashSet<>();
    private @Nullable String customId;
    private @Nullable String url;
    private @Nullable String model;
    private int bodyStart = -1;
    private int bodyEnd;
    private int inputs = 1;

    private RequestEventParser(byte[] json) {
        this.json = json;
    }

    static ParsedRequest parse(byte @Nullable [] value) {
        if (value == null) {
            return new ParsedRequest.Refused(ErrorCode.EMPTY_VALUE, "The record has no value.", null);
        }
        int from = contentStart(value);
        if (!Utf8.valid(value, from, value.length)) {
            return new ParsedRequest.Refused(ErrorCode.INVALID_UTF8, "The value is not valid UTF-8.", null);
        }
        byte[] json = from == 0 ? value : Arrays.copyOfRange(value, from, value.length);
        return new RequestEventParser(json).parse();
    }

    private static int contentStart(byte[] value) {
        int from = value.length > 5 && value[0] == 0 ? 5 : 0;
        boolean mark = value.length >= from + 3
                && value[from] == (byte) 0xEF
                && value[from + 1] == (byte) 0xBB
                && value[from + 2] == (byte) 0xBF;
        return mark ? from + 3 : from;
    }

    private ParsedRequest parse() {
        try (JsonParser parser = JSON.createParser(json)) {
            readObject(parser);
            return checked();
        } catch (Refusal refusal) {
            return new ParsedRequest.Refused(refusal.code, refusal.reason, customId);
        } catch (JsonParseException e) {
            String where = " (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")";
            return new ParsedRequest.Refused(
                    ErrorCode.INVALID_JSON, "The value is not valid JSON" + where + ".", customId);
        } catch (StreamConstraintsException e) {
            return new ParsedRequest.Refused(
                    ErrorCode.INVALID_JSON, "The value is nested too deeply or has too long a number.", customId);
        } catch (IOException e) {
            return new ParsedRequest.Refused(ErrorCode.INVALID_JSON, "The value ends too early to be JSON.", customId);
        }
    }

    private void readObject(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Refusal(ErrorCode.EMPTY_VALUE, "The value is empty.");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new Refusal(ErrorCode.NOT_AN_OBJECT, "The value is JSON, but not an object.");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (!keys.add(key)) {
                throw new Refusal(ErrorCode.DUPLICATE_KEY, "A key stands twice at the top level of the object.");
            }
            parser.nextToken();
            readField(parser, key);
        }
        checkEnd(parser);
    }

    private static void checkEnd(JsonParser parser) throws IOException {
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JsonParseException e) {
            more = true;
        }
        if (more) {
            throw new Refusal(ErrorCode.TRAILING_DATA, "Something follows the object: send one request a record.");
        }
    }

    private void readField(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "custom_id" -> customId = readCustomId(parser);
            case "method" -> checkMethod(parser);
            case "url" -> url = text(parser);
            case "body" -> readBody(parser);
            default -> parser.skipChildren();
        }
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static @Nullable String readCustomId(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = text(parser);
        if (text == null) {
            throw new Refusal(ErrorCode.INVALID_CUSTOM_ID, "custom_id must be a string.");
        }
        if (Utf8.hasLoneSurrogate(text)) {
            throw new Refusal(ErrorCode.INVALID_CUSTOM_ID, "custom_id has half of a surrogate pair.");
        }
        return text;
    }

    private static void checkMethod(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL && !"POST".equals(text(parser))) {
            throw new Refusal(ErrorCode.INVALID_METHOD, "method must be POST or left out.");
        }
    }

    private void readBody(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new Refusal(ErrorCode.INVALID_BODY, "body must be an object.");
        }
        bodyStart = (int) parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            readBodyField(parser, key);
        }
        bodyEnd = (int) parser.currentLocation().getByteOffset();
    }

    private void readBodyField(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "model" -> model = text(parser);
            case "stream" -> {
                if (parser.currentToken() == JsonToken.VALUE_TRUE) {
                    throw new Refusal(ErrorCode.STREAM_NOT_SUPPORTED, "body.stream must not be true in a batch.");
                }
                parser.skipChildren();
            }
            case "input" -> inputs = countInputs(parser);
            default -> parser.skipChildren();
        }
    }

    /** The number of texts in an embeddings input: each string and each array of tokens is one. */
    private static int countInputs(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return 1;
        }
        int count = 0;
        boolean numbers = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            numbers |= token.isNumeric();
            parser.skipChildren();
            count++;
        }
        return numbers ? 1 : Math.max(1, count);
    }

    private ParsedRequest checked() {
        if (customId == null || customId.isEmpty()) {
            throw new Refusal(ErrorCode.MISSING_CUSTOM_ID, "custom_id is missing or empty.");
        }
        if (url == null || url.isEmpty()) {
            throw new Refusal(ErrorCode.MISSING_URL, "url is missing or not a string.");
        }
        if (bodyStart < 0) {
            throw new Refusal(ErrorCode.MISSING_BODY, "body is missing.");
        }
        if (model == null || model.isEmpty()) {
            throw new Refusal(ErrorCode.MISSING_MODEL, "body.model is missing or not a string.");
        }
        return new RequestEvent(json, customId, url, model, bodyStart, bodyEnd, inputs);
    }

    /** Ends the reading of a value that cannot be sent. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;
        private final String reason;

        Refusal(ErrorCode code, String reason) {
            super(reason, null, false, false);
            this.code = code;
            this.reason = reason;
        }
    }
}
