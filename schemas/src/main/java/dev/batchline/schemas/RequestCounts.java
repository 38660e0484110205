package dev.batchline.schemas;

/**
 * The provider's own count of a batch's items.
 *
 * @param total how many the batch has; 0 until the provider has validated it
 * @param completed how many were answered
 * @param failed how many were not
 */
public record RequestCounts(long total, long completed, long failed) {
    /** What is known before the provider has counted. */
    public static final RequestCounts NONE = new RequestCounts(0, 0, 0);
}
