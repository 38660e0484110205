package dev.batchline.runtime.task;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** A processor whose init a test can call again, as Streams does after an aborted transaction. */
final class RestartableTask implements Processor<byte[], byte[], byte[], byte[]> {
    /** The key of a record that starts it anew. */
    static final String RESTART = "restart";

    private final LifeProcessor processor;
    private ProcessorContext<byte[], byte[]> context;

    RestartableTask(LifeProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        processor.init(given);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (new String(record.key(), StandardCharsets.UTF_8).equals(RESTART)) {
            processor.init(context);
        } else {
            processor.process(record);
        }
    }

    @Override
    public void close() {
        processor.close();
    }
}
