package dev.batchline.dst;

import dev.batchline.batcher.LaneLog;
import dev.batchline.joiner.RecordLog;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** The ways in which a process reads records again, and deletes them. */
final class ModelReaders implements LaneLog, RecordLog {
    /** The file of a window is made again from the records of its lane. */
    static final String MADE_AGAIN = "file made again";

    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final World world;
    private final SimProcess process;
    private final TopicNames names;
    private Instant allRouted = Schedule.START;

    ModelReaders(World world, SimProcess process, TopicNames names) {
        this.world = world;
        this.process = process;
        this.names = names;
    }

    @Override
    public void begin(String group, int partitions) {
        ModelGroup members = world.kafka().group(group);
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition lanes = new TopicPartition(names.name(Topic.LANES), partition);
            if (members.committed(lanes) == null) {
                members.commit(java.util.Map.of(lanes, world.kafka().log(lanes).start()));
            }
        }
    }

    /** A router that does not come forward for a while is waited for no longer. */
    @Override
    public Instant routedUntil(Instant wanted) {
        ModelGroup routers = world.kafka().group("batch.batcher");
        boolean all = true;
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            TopicPartition requests = new TopicPartition(names.requests().getFirst(), partition);
            Long routed = routers.committed(requests);
            all &= world.kafka().log(requests).end() <= (routed == null ? 0 : routed);
        }
        if (all || allRouted.plus(STANDSTILL).isBefore(process.clocks().now())) {
            allRouted = process.clocks().now();
        }
        return allRouted;
    }

    @Override
    public void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        arrive("scan");
        if (world.dice().chance(0.2)) {
            world.stand("long scan", world.dice().millis(1_000, 8_000));
        }
        world.watch().covered(MADE_AGAIN);
        ModelLog log = log(Topic.LANES, partition);
        for (ModelRecord record : log.read(from, Integer.MAX_VALUE).records()) {
            if (record.offset() > to || !visitor.test(consumed(log, record))) {
                return;
            }
        }
    }

    @Override
    public void purge(int partition, long before) {
        arrive("purge");
        ModelLog log = log(Topic.LANES, partition);
        log.deleteBefore(before);
        world.watch().purged(log);
        world.stand("purged", Duration.ofMillis(1));
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> manifests(int partition, long[] offsets) {
        arrive("read manifests");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        at(Topic.MANIFESTS, partition, offsets, found::add);
        return found;
    }

    @Override
    public void lanes(int partition, long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        arrive("read lanes");
        at(Topic.LANES, partition, offsets, visitor);
    }

    private void at(Topic topic, int partition, long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        if (offsets.length == 0) {
            return;
        }
        ModelLog log = log(topic, partition);
        for (ModelRecord record : log.read(offsets[0], Integer.MAX_VALUE).records()) {
            boolean wanted = Arrays.binarySearch(offsets, record.offset()) >= 0;
            if (wanted && !visitor.test(consumed(log, record))) {
                return;
            }
        }
    }

    private void arrive(String what) {
        while (process.withoutKafka()) {
            world.stand(what + " waits", Duration.between(world.now(), process.withoutKafkaUntil()));
        }
        world.stand(what, world.dice().millis(1, 30));
    }

    private ModelLog log(Topic topic, int partition) {
        return world.kafka().log(new TopicPartition(names.name(topic), partition));
    }

    private static ConsumerRecord<byte[], byte[]> consumed(ModelLog log, ModelRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return new ConsumerRecord<>(
                log.partition().topic(),
                log.partition().partition(),
                record.offset(),
                record.timestamp(),
                TimestampType.LOG_APPEND_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                record.headers(),
                Optional.empty());
    }
}
