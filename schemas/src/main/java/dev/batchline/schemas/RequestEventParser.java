package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a request event as a stream of tokens, without a tree. A Confluent prefix (a zero byte and four
 * bytes of schema id), a byte-order mark and white space around the object are passed over, a missing {@code method}
 * is POST, fields beyond the four are ignored. Of several reasons to refuse a value the first in its text is given,
 * and reading goes on behind it, so that the custom_id is known wherever it stands.
 */
final class RequestEventParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .build())
            .build();

    private final byte[] json;
    private final Set<String> keys = new HashSet<>();
    private @Nullable Refusal refusal;
    private @Nullable String customId;
    private @Nullable String url;
    private @Nullable String model;
    private int objectStart;
    private int objectEnd;
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
        return looksLikeUtf16(json)
                ? new ParsedRequest.Refused(ErrorCode.INVALID_JSON, "The value is not JSON in UTF-8.", null)
                : new RequestEventParser(json).parse();
    }

    private static int contentStart(byte[] value) {
        int from = value.length > 5 && value[0] == 0 ? 5 : 0;
        boolean mark = value.length >= from + 3
                && value[from] == (byte) 0xEF
                && value[from + 1] == (byte) 0xBB
                && value[from + 2] == (byte) 0xBF;
        return mark ? from + 3 : from;
    }

    /** Whether the parser would take the bytes for another encoding: it tells them by zero bytes among the first. */
    private static boolean looksLikeUtf16(byte[] json) {
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private ParsedRequest parse() {
        try (JsonParser parser = JSON.createParser(json)) {
            readObject(parser);
            return checked();
        } catch (JsonParseException e) {
            String where = " (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ")";
            return refused(ErrorCode.INVALID_JSON, "The value is not valid JSON" + where + ".");
        } catch (StreamConstraintsException e) {
            return refused(ErrorCode.INVALID_JSON, "The value is nested too deeply or has too long a number.");
        } catch (IOException e) {
            return refused(ErrorCode.INVALID_JSON, "The value ends too early to be JSON.");
        }
    }

    private ParsedRequest refused(ErrorCode code, String message) {
        return new ParsedRequest.Refused(code, message, customId == null || customId.isEmpty() ? null : customId);
    }

    private void refuse(ErrorCode code, String message) {
        if (refusal == null) {
            refusal = new Refusal(code, message);
        }
    }

    private void readObject(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            refuse(ErrorCode.EMPTY_VALUE, "The value is empty.");
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            refuse(ErrorCode.NOT_AN_OBJECT, "The value is JSON, but not an object.");
            checkEnd(parser);
            return;
        }
        objectStart = (int) parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (keys.add(key)) {
                readField(parser, key);
            } else {
                skipRepeated(parser, key);
            }
        }
        objectEnd = (int) parser.currentLocation().getByteOffset();
        checkEnd(parser);
    }

    private void skipRepeated(JsonParser parser, String key) throws IOException {
        refuse(ErrorCode.DUPLICATE_KEY, "A key stands twice at the top level of the object.");
        if (key.equals("custom_id")) {
            customId = null;
        }
        parser.skipChildren();
    }

    private void checkEnd(JsonParser parser) throws IOException {
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JsonParseException e) {
            more = true;
        }
        if (more) {
            refuse(ErrorCode.TRAILING_DATA, "Something follows the object: send one request a record.");
        }
    }

    private void readField(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "custom_id" -> customId = readCustomId(parser);
            case "method" -> checkMethod(parser);
            case "url" -> url = readName(parser, ErrorCode.URL_NOT_BATCHABLE);
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

    private @Nullable String readCustomId(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = text(parser);
        if (text == null) {
            refuse(ErrorCode.INVALID_CUSTOM_ID, "custom_id must be a string.");
            return null;
        }
        if (Utf8.hasLoneSurrogate(text)) {
            refuse(ErrorCode.INVALID_CUSTOM_ID, "custom_id has half of a surrogate pair.");
            return null;
        }
        if (longer(text, RequestEvent.CUSTOM_ID_MAX_BYTES)) {
            refuse(
                    ErrorCode.INVALID_CUSTOM_ID,
                    "custom_id must have at most " + RequestEvent.CUSTOM_ID_MAX_BYTES + " bytes.");
            return null;
        }
        return text;
    }

    private void checkMethod(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL && !"POST".equals(text(parser))) {
            refuse(ErrorCode.INVALID_METHOD, "method must be POST or left out.");
        }
    }

    /** The text of a url or model, or null if it is empty or no text. */
    private @Nullable String readName(JsonParser parser, ErrorCode code) throws IOException {
        String text = text(parser);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (longer(text, RequestEvent.NAME_MAX_BYTES) || Utf8.hasLoneSurrogate(text)) {
            refuse(code, "url and body.model must be text of at most " + RequestEvent.NAME_MAX_BYTES + " bytes.");
        }
        return text;
    }

    private void readBody(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            refuse(ErrorCode.INVALID_BODY, "body must be an object.");
            parser.skipChildren();
            return;
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
            case "model" -> model = readName(parser, ErrorCode.INVALID_MODEL);
            case "stream" -> {
                if (parser.currentToken() == JsonToken.VALUE_TRUE) {
                    refuse(ErrorCode.STREAM_NOT_SUPPORTED, "body.stream must not be true in a batch.");
                }
                parser.skipChildren();
            }
            case "input" -> inputs = countInputs(parser);
            default -> parser.skipChildren();
        }
    }

    private static boolean longer(String text, int bytes) {
        return text.length() > bytes || text.getBytes(StandardCharsets.UTF_8).length > bytes;
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
        if (refusal != null) {
            return refused(refusal.code, refusal.message);
        }
        if (customId == null || customId.isEmpty()) {
            return refused(ErrorCode.MISSING_CUSTOM_ID, "custom_id is missing or empty.");
        }
        if (url == null) {
            return refused(ErrorCode.MISSING_URL, "url is missing or not a string.");
        }
        if (bodyStart < 0) {
            return refused(ErrorCode.MISSING_BODY, "body is missing.");
        }
        if (model == null) {
            return refused(ErrorCode.MISSING_MODEL, "body.model is missing or not a string.");
        }
        byte[] object =
                objectStart == 0 && objectEnd == json.length ? json : Arrays.copyOfRange(json, objectStart, objectEnd);
        return new RequestEvent(object, customId, url, model, bodyStart - objectStart, bodyEnd - objectStart, inputs);
    }

    /**
     * Why a value cannot be sent.
     *
     * @param code for programs
     * @param message for people
     */
    private record Refusal(ErrorCode code, String message) {}
}
