package dev.batchline.batcher;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A chain digest of lines: d = SHA-256(d ‖ line), from 32 zero bytes. It can be continued from where it stood. */
final class LineDigest {
    private static final int LENGTH = 32;

    private final MessageDigest sha256;
    private byte[] value;

    LineDigest() {
        this(new byte[LENGTH]);
    }

    private LineDigest(byte[] value) {
        this.value = value;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Goes on from a digest in base64. */
    static LineDigest from(String base64) {
        return new LineDigest(Base64.getDecoder().decode(base64));
    }

    /** Adds a line, without its line feed. */
    void add(byte[] line) {
        sha256.update(value);
        value = sha256.digest(line);
    }

    /** Adds a part of a line; {@link #endLine} ends it. */
    void addPart(byte[] bytes, int from, int length, boolean first) {
        if (first) {
            sha256.update(value);
        }
        sha256.update(bytes, from, length);
    }

    /** Ends a line that was added in parts. */
    void endLine() {
        value = sha256.digest();
    }

    /** The digest so far, in base64. */
    String text() {
        return Base64.getEncoder().encodeToString(value);
    }
}
