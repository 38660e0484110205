package dev.batchline.cli.batches;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The headers of a record, or those that a manifest keeps of one.
 *
 * @param headers in order
 */
record Facts(List<Header> headers) {
    Facts {
        headers = List.copyOf(headers);
    }

    static Facts of(ConsumerRecord<?, ?> record) {
        return new Facts(KafkaHeaders.read(record.headers()));
    }

    static Facts of(ManifestItem item) {
        return new Facts(item.headers());
    }

    /** The text of the last header of this name. */
    Optional<String> find(String name) {
        return headers.stream()
                .filter(header -> header.key().equals(name))
                .reduce((first, second) -> second)
                .map(Header::text);
    }

    /** The same, or an empty text. */
    String text(String name) {
        return find(name).orElse("");
    }

    /** The whole number of a header, or another one if there is none. */
    long number(String name, long otherwise) {
        try {
            return find(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** The request event as topic-partition-offset; empty if that is not told. */
    String source() {
        return find(Headers.SOURCE_TOPIC)
                .map(topic -> topic + "-" + text(Headers.SOURCE_PARTITION) + "-" + text(Headers.SOURCE_OFFSET))
                .orElse("");
    }
}
