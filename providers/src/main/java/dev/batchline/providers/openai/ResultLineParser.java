package dev.batchline.providers.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.batchline.providers.ResultItem;
import dev.batchline.providers.UnreadableLineException;
import dev.batchline.providers.http.CleanText;
import dev.batchline.schemas.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of an output or error file as a stream of tokens and cuts the answer out of its bytes, so that big
 * numbers and odd escapes in it survive. An answer is a line without an error, with a 2xx status, without an error in
 * the body; everything else that has a custom_id is a failed item.
 */
final class ResultLineParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Pattern STATUS = Pattern.compile("-?\\d{1,9}(\\.0*)?");

    private final byte[] line;
    private @Nullable String lineId;
    private @Nullable String customId;
    private @Nullable Integer statusCode;
    private @Nullable String requestId;
    private byte @Nullable [] body;
    private @Nullable Fault lineError;
    private @Nullable Fault bodyError;

    private ResultLineParser(byte[] line) {
        this.line = line;
    }

    static ResultItem parse(byte[] line) {
        boolean mark = line.length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
        return new ResultLineParser(mark ? Arrays.copyOfRange(line, 3, line.length) : line).parse();
    }

    private ResultItem parse() {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableLineException("a line of a result file is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                readField(parser, key);
            }
            if (parser.nextToken() != null) {
                throw new UnreadableLineException("something follows the object in a line of a result file");
            }
            return item();
        } catch (IOException e) {
            throw new UnreadableLineException(
                    "a line of " + line.length + " bytes in a result file is no JSON: " + where(e));
        }
    }

    /** Where reading ended; the parser's own message would quote the line, and so somebody's text. */
    private static String where(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? "reading ended at column " + json.getLocation().getColumnNr()
                : e.getClass().getSimpleName();
    }

    private void readField(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "id" -> lineId = scalar(parser);
            case "custom_id" -> customId = scalar(parser);
            case "response" -> readResponse(parser);
            case "error" -> lineError = fault(parser);
            default -> parser.skipChildren();
        }
    }

    private void readResponse(JsonParser parser) throws IOException {
        statusCode = null;
        requestId = null;
        body = null;
        bodyError = null;
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableLineException("the response in a line of a result file is no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "status_code" -> statusCode = status(scalar(parser));
                case "request_id" -> requestId = scalar(parser);
                case "body" -> readBody(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void readBody(JsonParser parser) throws IOException {
        bodyError = null;
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            body = null;
            return;
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("error")) {
                    bodyError = fault(parser);
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
            parser.finishToken();
        }
        int end = (int) parser.currentLocation().getByteOffset();
        if (start < 0 || end <= start || end > line.length) {
            throw new UnreadableLineException("a line of a result file is not UTF-8");
        }
        body = Arrays.copyOfRange(line, start, end);
    }

    /** The value as text; null for null, blank text, an object or an array. */
    private static @Nullable String scalar(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL
                || parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return null;
        }
        String text = parser.getText();
        return text.isBlank() ? null : text;
    }

    private static @Nullable Integer status(@Nullable String text) {
        if (text == null || !STATUS.matcher(text.strip()).matches()) {
            return null;
        }
        return (int) Double.parseDouble(text.strip());
    }

    /** An error in whatever shape; null for null, false, blank text and what is empty. */
    private static @Nullable Fault fault(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL, VALUE_FALSE -> null;
            case START_OBJECT -> objectFault(parser);
            case START_ARRAY -> arrayFault(parser);
            default -> {
                String text = scalar(parser);
                yield text == null ? null : new Fault(null, null, text);
            }
        };
    }

    private static @Nullable Fault objectFault(JsonParser parser) throws IOException {
        String code = null;
        String type = null;
        String message = null;
        boolean empty = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            empty = false;
            switch (key) {
                case "code" -> code = scalar(parser);
                case "type" -> type = scalar(parser);
                case "message" -> message = scalar(parser);
                default -> parser.skipChildren();
            }
        }
        return empty ? null : new Fault(code, type, message);
    }

    /** An array of errors stands for its first one. */
    private static @Nullable Fault arrayFault(JsonParser parser) throws IOException {
        Fault first = null;
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Fault fault = fault(parser);
            first = first == null ? fault : first;
            empty = false;
        }
        return first != null || empty ? first : new Fault(null, null, null);
    }

    private ResultItem item() {
        if (customId == null) {
            throw new UnreadableLineException("a line of a result file has no custom_id");
        }
        boolean answered = statusCode != null && statusCode >= 200 && statusCode < 300;
        boolean success = answered && lineError == null && bodyError == null;
        return new ResultItem(
                lineId,
                customId,
                statusCode,
                requestId,
                body,
                success ? null : errorCode(answered),
                success ? null : errorMessage());
    }

    private String errorCode(boolean answered) {
        if (lineError != null && lineError.word() != null) {
            return lineError.word();
        }
        if (bodyError != null && bodyError.word() != null) {
            return bodyError.word();
        }
        return answered || statusCode == null ? ErrorCode.PROVIDER_ERROR.word() : "http_" + statusCode;
    }

    private String errorMessage() {
        if (lineError != null && lineError.message != null) {
            return CleanText.cut(lineError.message);
        }
        if (bodyError != null && bodyError.message != null) {
            return CleanText.cut(bodyError.message);
        }
        return statusCode == null
                ? "The provider gave neither an answer nor a reason."
                : "The provider answered with status " + statusCode + ".";
    }

    /**
     * An error as it stands in a line or a body.
     *
     * @param code its code
     * @param type its type, which stands in where there is no code
     * @param message its sentence
     */
    private record Fault(
            @Nullable String code,
            @Nullable String type,
            @Nullable String message) {
        @Nullable
        String word() {
            return code == null ? type : code;
        }
    }
}
