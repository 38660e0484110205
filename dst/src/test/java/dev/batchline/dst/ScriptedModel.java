package dev.batchline.dst;

import dev.batchline.runtime.Clocks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The model under a script. */
final class ScriptedModel implements ScriptedKafka {
    private static final TopicPartition PARTITION = new TopicPartition("scripted", 0);
    private static final String GROUP = "group";

    private final PassingTime time = new PassingTime();
    private final ModelKafka kafka = new ModelKafka(time);
    private final Map<String, ModelProducer> producers = new HashMap<>();
    private final SimProcess process = new SimProcess("scripted", "batcher", new Schedule(new Dice(1)), Duration.ZERO);

    @Override
    public void begin(String producer, String transactionalId) {
        producers.put(producer, kafka.producer(transactionalId, producer));
    }

    @Override
    public String send(String producer, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return attempt(() -> producer(producer)
                .send(PARTITION, new ModelRecord.Content(null, bytes, new RecordHeaders()), producer));
    }

    @Override
    public String offset(String producer, String member, long offset) {
        return attempt(() -> producer(producer).sendOffsets(GROUP, member, Map.of(PARTITION, offset)));
    }

    @Override
    public String commit(String producer) {
        return attempt(() -> producer(producer).commit());
    }

    @Override
    public void abort(String producer) {
        producer(producer).abort();
    }

    @Override
    public void vanish(String producer) {
        producers.remove(producer);
    }

    @Override
    public void join(String member) {
        kafka.group(GROUP).join(member, process);
    }

    @Override
    public void expel(String member) {
        kafka.group(GROUP).leave(member);
    }

    @Override
    public void passTimeout() {
        time.passed = time.passed.plus(ModelKafka.TRANSACTION_TIMEOUT).plusSeconds(1);
        kafka.endOverdue();
    }

    @Override
    public String purge(long before) {
        try {
            kafka.log(PARTITION).deleteBefore(before);
            return "done";
        } catch (IllegalStateException e) {
            return "out of range";
        }
    }

    @Override
    public List<String> read(long from) {
        try {
            return kafka.log(PARTITION).read(from, Integer.MAX_VALUE).records().stream()
                    .map(record -> new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalStateException e) {
            return List.of("out of range");
        }
    }

    @Override
    public String committed() {
        Long committed = kafka.group(GROUP).committed(PARTITION);
        return kafka.unstable(GROUP, PARTITION) ? "unstable" : committed == null ? "none" : committed.toString();
    }

    @Override
    public void close() {}

    private ModelProducer producer(String name) {
        return Objects.requireNonNull(producers.get(name), name);
    }

    private static String attempt(Runnable what) {
        try {
            what.run();
            return "done";
        } catch (FencedException e) {
            return "fenced";
        }
    }

    /** Clocks that a script moves. */
    private static final class PassingTime implements Clocks {
        private Duration passed = Duration.ZERO;

        @Override
        public Instant now() {
            return Schedule.START.plus(passed);
        }

        @Override
        public Duration elapsed() {
            return passed;
        }
    }
}
