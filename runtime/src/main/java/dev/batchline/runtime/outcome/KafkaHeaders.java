package dev.batchline.runtime.outcome;

import dev.batchline.schemas.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Headers as Kafka's clients give them, as ours. */
public final class KafkaHeaders {
    private KafkaHeaders() {}

    /** All headers of a record, in order. */
    public static List<Header> read(Headers headers) {
        List<Header> read = new ArrayList<>();
        headers.forEach(header -> read.add(new Header(header.key(), header.value())));
        return read;
    }

    /** The text of the last header of this name. */
    public static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name)).map(last -> new Header(name, last.value()).text());
    }
}
