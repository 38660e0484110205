package dev.batchline.runtime.outcome;

import java.util.Locale;

/** Where on its way an item failed. */
public enum Stage {
    /** Reading the request event. */
    ROUTE,
    /** Closing its window. */
    SEAL,
    /** Asking the provider for a batch. */
    SUBMIT,
    /** The provider's check of the input file. */
    VALIDATE,
    /** The provider's execution of the item. */
    ITEM,
    /** Bringing result and request together. */
    JOIN;

    /** The word in headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
