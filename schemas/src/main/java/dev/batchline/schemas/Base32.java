package dev.batchline.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Short names made from hashes: lower-case base 32 without letters that are easily confused. */
final class Base32 {
    private static final char[] ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789".toCharArray();

    private Base32() {}

    /** The first eight base-32 characters (40 bits) of SHA-256 over the texts, each followed by a zero byte. */
    static String hash(String... texts) {
        MessageDigest sha256 = sha256();
        for (String text : texts) {
            sha256.update(text.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        byte[] digest = sha256.digest();
        long bits = 0;
        for (int i = 0; i < 5; i++) {
            bits = (bits << 8) | (digest[i] & 0xff);
        }
        char[] name = new char[8];
        for (int i = 0; i < name.length; i++) {
            name[i] = ALPHABET[(int) (bits >>> (35 - 5 * i)) & 31];
        }
        return new String(name);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
