package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Writes a processor's records: each one's size is compared with its topic's limit, and each is stamped with now. */
public final class Forwarder implements RecordSink {
    /** What a record batch adds to its only record. */
    private static final int RECORD_OVERHEAD = 128;

    private final ProcessorContext<byte[], byte[]> context;
    private final String processor;
    private final int requestMaxBytes;
    private final Clocks clocks;
    private long records;
    private long bytes;

    /**
     * The forwarder of a processor.
     *
     * @param processor the node's name, from which the names of its sinks follow
     * @param requestMaxBytes the largest request, from which the limits of the topics follow
     */
    public Forwarder(ProcessorContext<byte[], byte[]> context, String processor, int requestMaxBytes, Clocks clocks) {
        this.context = context;
        this.processor = processor;
        this.requestMaxBytes = requestMaxBytes;
        this.clocks = clocks;
    }

    @Override
    public boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
        return size(key, value, headers) <= topic.maxMessageBytes(requestMaxBytes);
    }

    @Override
    public void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
        long size = size(key, value, headers);
        if (size > topic.maxMessageBytes(requestMaxBytes)) {
            throw new OversizedRecordException(topic, size, topic.maxMessageBytes(requestMaxBytes));
        }
        RecordHeaders copied = new RecordHeaders();
        headers.forEach(header -> copied.add(header.key(), header.value()));
        records++;
        bytes += size;
        context.forward(
                new Record<>(key, value, clocks.now().toEpochMilli(), copied),
                ServiceTopology.sinkName(processor, topic));
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    private static long size(byte[] key, byte @Nullable [] value, List<Header> headers) {
        long size = (long) RECORD_OVERHEAD + key.length + (value == null ? 0 : value.length);
        for (Header header : headers) {
            byte[] content = header.value();
            size += 10L + header.key().getBytes(StandardCharsets.UTF_8).length + (content == null ? 0 : content.length);
        }
        return size;
    }
}
