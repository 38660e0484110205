package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.metrics.RuntimeMeters;
import dev.batchline.runtime.operations.ChunkLimit;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.Topic;
import io.micrometer.core.instrument.Meter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of a service, from one start to its end: the mechanism of lease, calls and forwarding around a shell.
 *
 * <p>Each {@link #init} is another life, and may come again on the same object after an aborted transaction; so is what
 * follows when another life's lease is read after our own. Until the life's first lease was read back, punctuations
 * write leases and nothing else.
 */
public final class LifeProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LifeProcessor.class);
    private static final Duration TICK = Duration.ofMillis(20);

    private final LifeSettings settings;
    private final RuntimeMeters meters;
    private final RecordGuard guard;
    private final Function<TaskAccess, TaskShell> shells;
    private final List<Cancellable> schedules = new ArrayList<>();
    private @Nullable Life life;

    /**
     * A task.
     *
     * @param shells makes the shell of each life
     */
    public LifeProcessor(LifeSettings settings, Function<TaskAccess, TaskShell> shells) {
        this.settings = settings;
        this.meters = settings.operations().runtimeMeters();
        this.guard = new RecordGuard(settings.operations());
        this.shells = shells;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        endLife();
        Life next = new Life(context);
        life = next;
        schedules.add(context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> punctuate(next)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Life current = life();
        RecordMetadata metadata = current.context.recordMetadata().orElseThrow();
        guard.hold(metadata, () -> {
            Topic topic = settings.names()
                    .find(metadata.topic())
                    .orElseThrow(() -> new IllegalStateException("a record of " + metadata.topic()));
            if (topic == Topic.LEASES) {
                current.onLease(record);
            } else {
                current.shell.receive(topic, metadata.offset(), record);
            }
        });
        startAnewIfLost(current);
    }

    @Override
    public void close() {
        endLife();
    }

    /**
     * Another life's lease after our own: either the partition is another's by now, and nothing that this task still
     * writes will be committed, or a task that was frozen before it consumed anything wrote the lease that it owed.
     * A life of its own, with a lease of its own, is right in both cases.
     */
    private void startAnewIfLost(Life current) {
        if (current.lifetime.lost()) {
            LOG.atWarn()
                    .addKeyValue("service", settings.service())
                    .addKeyValue("partition", current.partition())
                    .addKeyValue("life", current.life())
                    .log("Another life's lease follows ours; the task starts anew");
            meters.lifeLost();
            init(current.context);
        }
    }

    private void punctuate(Life current) {
        try {
            current.tick();
        } catch (TimeoutException e) {
            throw new PunctuationFailedException(e);
        }
    }

    private Life life() {
        Life current = life;
        if (current == null) {
            throw new IllegalStateException("the task is not initialised");
        }
        return current;
    }

    private void endLife() {
        schedules.forEach(Cancellable::cancel);
        schedules.clear();
        Life ending = life;
        if (ending != null) {
            life = null;
            ending.end();
        }
    }

    /** One life of the task. */
    private final class Life implements TaskAccess {
        private final ProcessorContext<byte[], byte[]> context;
        private final Lifetime lifetime;
        private final Forwarder forwarder;
        private final Effects effects;
        private final TaskShell shell;
        private final Proven proven = new Proven();
        private final ChunkLimit limit;
        private final Meter leaseAge;
        private boolean quiesced;

        Life(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.lifetime = new Lifetime(settings.lives().get(), settings.sessionTimeout());
            this.forwarder = new Forwarder(context, settings.service(), settings.requestMaxBytes(), settings.clocks());
            this.effects = new Effects(settings.lane(), lifetime::begun);
            this.limit = settings.operations().chunk(partition());
            this.shell = shells.apply(this);
            this.leaseAge = meters.leaseAge(partition(), () -> lifetime.sinceLease(clocks().elapsed()));
            settings.lane().lifeBegan();
        }

        void end() {
            if (lifetime.everBegun()) {
                meters.lifeEnded();
            }
            meters.remove(leaseAge);
            if (proven.uncertain()) {
                limit.halve();
                meters.chunkHalved();
            }
            lifetime.end();
            effects.end();
            shell.end();
            knowsOfTheEnd();
        }

        private void knowsOfTheEnd() {
            if (!quiesced) {
                quiesced = true;
                settings.lane().lifeEnded();
            }
        }

        void onLease(Record<byte[], byte[]> record) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            byte[] value = record.value();
            if (value == null || !key.equals(Lease.key(settings.service(), partition()))) {
                return;
            }
            Lease lease = JsonCodec.LEASE.decode(value);
            boolean begins = lifetime.readBack(lease);
            if (lease.life().equals(lifetime.id()) && proven.readBack(lease)) {
                limit.grow();
            }
            if (begins) {
                LOG.atInfo()
                        .addKeyValue("service", settings.service())
                        .addKeyValue("partition", partition())
                        .addKeyValue("life", lifetime.id())
                        .log("Task begins");
                meters.lifeBegan();
                shell.begin();
            }
        }

        void tick() {
            if (lifetime.renewalDue(clocks().now(), clocks().elapsed())) {
                Lease lease = lifetime.renew(clocks().now(), clocks().elapsed());
                byte[] key = Lease.key(settings.service(), partition()).getBytes(StandardCharsets.UTF_8);
                forwarder.forward(Topic.LEASES, key, JsonCodec.LEASE.encode(lease), List.of());
                proven.wrote(lease);
            }
            if (lifetime.begun()) {
                Chunk chunk = chunk();
                long records = forwarder.records() + chunk.records();
                long bytes = forwarder.bytes() + chunk.bytes();
                effects.drain(shell::current, () -> forwarder.records() < records && forwarder.bytes() < bytes);
                shell.tick();
            }
            if (effects.quiet() && !quiesced) {
                if (lifetime.begun()) {
                    shell.quiesce();
                }
                knowsOfTheEnd();
            }
        }

        @Override
        public int partition() {
            return context.taskId().partition();
        }

        @Override
        public String life() {
            return lifetime.id();
        }

        @Override
        public LeaseHold lease() {
            return lifetime.hold();
        }

        @Override
        public Clocks clocks() {
            return settings.clocks();
        }

        @Override
        public KeyValueStore<String, byte[]> store(String name) {
            return context.getStateStore(name);
        }

        @Override
        public Chunk chunk() {
            return new Chunk(limit.records(), limit.bytes());
        }

        @Override
        public Effects effects() {
            return effects;
        }

        @Override
        public boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
            return forwarder.fits(topic, key, value, headers);
        }

        @Override
        public void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
            forwarder.forward(topic, key, value, headers);
            proven.forwarded();
        }
    }
}
