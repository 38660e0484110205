package dev.batchline.simulator;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Identifiers in the provider's forms; no two simulators give out the same. */
final class Ids {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int FILE_ID_LENGTH = 22;

    private Ids() {}

    static String file() {
        StringBuilder id = new StringBuilder("file-");
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < FILE_ID_LENGTH; i++) {
            id.append(BASE62.charAt(random.nextInt(BASE62.length())));
        }
        return id.toString();
    }

    static String batch() {
        return "batch_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** 32 hexadecimal digits. */
    static String hex() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return digits(random.nextLong()) + digits(random.nextLong());
    }

    private static String digits(long bits) {
        String hex = Long.toHexString(bits);
        return "0".repeat(16 - hex.length()) + hex;
    }
}
