package dev.batchline.runtime.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells that a service cannot go on where it stopped, since the records there are gone. Reading on elsewhere would lose
 * them without a word, so the service ends, and a person decides.
 */
final class LostRecords {
    private LostRecords() {}

    /** What to tell a person, if this is why a stream thread failed. */
    static Optional<String> message(Throwable failure, String group) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OffsetOutOfRangeException gone) {
                return Optional.of(message(gone.offsetOutOfRangePartitions(), group));
            }
            if (cause instanceof NoOffsetForPartitionException none) {
                return Optional.of("group " + group + " has no offset for " + none.partitions()
                        + ", although it had one when the service started: were its offsets deleted? Start the service"
                        + " again.");
            }
        }
        return Optional.empty();
    }

    private static String message(Map<TopicPartition, Long> gone, String group) {
        StringBuilder message = new StringBuilder();
        Map<String, Long> sorted = new TreeMap<>();
        gone.forEach((partition, offset) -> sorted.put(partition.toString(), offset));
        sorted.forEach((partition, offset) -> message.append("offset ")
                .append(offset)
                .append(" of ")
                .append(partition)
                .append(" is to be read next and is not there. "));
        return message.append("Records were deleted before they were taken, or the topic was made anew.")
                .append(" What was in them must be sent again. To go on with what is left, end every process of this")
                .append(" service and run: kafka-consumer-groups.sh --reset-offsets --to-earliest --execute --group ")
                .append(group)
                .append(" --topic ")
                .append(gone.keySet().iterator().next().topic())
                .toString();
    }
}
