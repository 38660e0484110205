package dev.batchline.guarantees;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.RequestEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What bytes are known by: the first 128 bits of their SHA-256.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record Mark(long high, long low) {
    private static final int HEX_LENGTH = 32;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonPointer REQUEST_ID = JsonPointer.compile("/response/request_id");
    private static final String PREFIX = "req_";
    private static final Pattern MARKED = Pattern.compile(PREFIX + "[0-9a-f]{32}");

    /** The mark of a text in UTF-8. */
    public static Mark of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The mark of bytes. */
    public static Mark of(byte[] bytes) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Mark(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The mark of a request's body as it stands in the file of a batch: on one line. */
    public static Mark ofBody(RequestEvent request) {
        byte[] body = new byte[request.bodyEnd() - request.bodyStart()];
        for (int i = 0; i < body.length; i++) {
            byte b = request.json()[request.bodyStart() + i];
            body[i] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        return of(body);
    }

    /** The mark of the body that a simulated provider answered, if a result line tells it by its request_id. */
    static Optional<Mark> ofAnswer(byte[] resultLine) {
        try {
            String line = new String(resultLine, StandardCharsets.UTF_8);
            String id = JSON.readTree(line).at(REQUEST_ID).asText();
            return MARKED.matcher(id).matches() ? Optional.of(parse(id.substring(PREFIX.length()))) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a result line", e);
        }
    }

    /** Reads the first 32 hexadecimal digits of a SHA-256. */
    public static Mark parse(String hex) {
        if (hex.length() != HEX_LENGTH) {
            throw new IllegalArgumentException("not a mark (expected 32 hexadecimal digits): " + hex);
        }
        ByteBuffer bits = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return new Mark(bits.getLong(), bits.getLong());
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
