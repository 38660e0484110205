package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of a result: one line in OpenAI's output shape, whatever the provider.
 *
 * @param id the provider's id of the line; null if there is none
 * @param customId the user's name for the request; null if it could not be read
 * @param response what the provider answered; null if it did not
 * @param error why there is no answer; null if there is one
 */
public record ResultLine(
        @Nullable String id,
        @Nullable String customId,
        @Nullable Response response,
        @Nullable Failure error) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The line as UTF-8 JSON, without a line feed; the body's bytes stand in it as they are. Half of a
     * surrogate pair elsewhere becomes U+FFFD. */
    public byte[] encode() {
        int size = response == null || response.body == null ? 512 : response.body.length + 256;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            writeText(json, "id", id);
            writeText(json, "custom_id", customId);
            writeResponse(json, bytes);
            if (error == null) {
                json.writeNullField("error");
            } else {
                json.writeObjectFieldStart("error");
                writeText(json, "code", error.code);
                writeText(json, "message", error.message);
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("JSON into memory", e);
        }
        return bytes.toByteArray();
    }

    private void writeResponse(JsonGenerator json, ByteArrayOutputStream bytes) throws IOException {
        if (response == null) {
            json.writeNullField("response");
            return;
        }
        json.writeObjectFieldStart("response");
        json.writeNumberField("status_code", response.statusCode);
        writeText(json, "request_id", response.requestId);
        json.writeFieldName("body");
        if (response.body == null) {
            json.writeNull();
        } else {
            json.writeRawValue(new SerializedString(""));
            json.flush();
            bytes.write(response.body);
        }
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String name, @Nullable String text) throws IOException {
        json.writeStringField(name, text == null ? null : Utf8.mended(text));
    }

    /**
     * What the provider answered.
     *
     * @param statusCode the item's HTTP status
     * @param requestId the provider's id of the execution; null if there is none
     * @param body JSON, as the provider sent it; null if there is none
     */
    public record Response(int statusCode, @Nullable String requestId, byte @Nullable [] body) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Response that
                    && statusCode == that.statusCode
                    && Objects.equals(requestId, that.requestId)
                    && Arrays.equals(body, that.body);
        }

        @Override
        public int hashCode() {
            return 31 * statusCode + Arrays.hashCode(body);
        }
    }

    /**
     * Why there is no answer.
     *
     * @param code for programs
     * @param message for people
     */
    public record Failure(String code, String message) {}
}
