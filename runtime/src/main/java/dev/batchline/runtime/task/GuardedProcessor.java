package dev.batchline.runtime.task;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A processor of records that have an original of their own: one at which it fails three times is written to the failed
 * results and the dead letters, and those behind it go on.
 */
public final class GuardedProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final LifeSettings settings;
    private final String name;
    private final Processor<byte[], byte[], byte[], byte[]> inner;
    private final SetAside setAside;
    private final RecordGuard guard;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    /**
     * A guard around a processor.
     *
     * @param name the node's name, from which the names of its sinks follow
     */
    public GuardedProcessor(
            LifeSettings settings, String name, Processor<byte[], byte[], byte[], byte[]> inner, SetAside setAside) {
        this.settings = settings;
        this.name = name;
        this.inner = inner;
        this.setAside = setAside;
        this.guard = new RecordGuard(settings.operations());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        inner.init(given);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<byte[], byte[]> given = context;
        if (given == null) {
            throw new IllegalStateException("the processor is not initialised");
        }
        RecordMetadata source = given.recordMetadata().orElseThrow();
        guard.setAside(source, () -> inner.process(record), message -> {
            Forwarder out = new Forwarder(given, name, settings.requestMaxBytes(), settings.clocks());
            setAside.failedItem(record, source, message)
                    .forward(out, settings.clocks().now());
        });
    }

    @Override
    public void close() {
        inner.close();
    }
}
