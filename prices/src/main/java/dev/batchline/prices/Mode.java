package dev.batchline.prices;

import java.util.Locale;

/** By which of a provider's APIs something is answered. */
public enum Mode {
    /** In a batch, some time within a day. */
    BATCH,
    /** At once. */
    STANDARD;

    /** The word in headers and in the ledger. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
