package dev.batchline.guarantees;

/**
 * Where a record lies.
 *
 * @param topic its topic's full name
 * @param partition its partition
 * @param offset its offset
 */
public record Place(String topic, int partition, long offset) {
    /** The text form {@code <topic>-<partition>-<offset>}, which is the key of a request without a custom_id. */
    public String text() {
        return topic + "-" + partition + "-" + offset;
    }

    @Override
    public String toString() {
        return text();
    }
}
