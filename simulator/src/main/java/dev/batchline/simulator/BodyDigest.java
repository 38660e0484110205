package dev.batchline.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a request body's bytes exactly as they stand in the input file.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record BodyDigest(String hex) {

    private static final int HEX_LENGTH = 64;
    private static final int MARK_LENGTH = 32;

    public BodyDigest {
        if (hex.length() != HEX_LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, got " + hex);
        }
    }

    /** The digest of a body's text in UTF-8. */
    public static BodyDigest of(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** The digest of a stretch of bytes. */
    public static BodyDigest of(byte[] bytes, int offset, int length) {
        return new BodyDigest(HexFormat.of().formatHex(sha256(bytes, offset, length)));
    }

    /** What an answer to this body has as its {@code request_id}: {@code req_} and the first 32 digits. */
    String requestId() {
        return "req_" + hex.substring(0, MARK_LENGTH);
    }

    static byte[] sha256(byte[] bytes, int offset, int length) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes, offset, length);
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
