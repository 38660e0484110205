package dev.batchline.cli.chaos;

import dev.batchline.cli.demo.TopicFollower;
import dev.batchline.guarantees.CommittedRecord;
import dev.batchline.guarantees.Guarantee;
import dev.batchline.guarantees.Guarantees;
import dev.batchline.guarantees.LimitsAreKept;
import dev.batchline.guarantees.Observation.Purged;
import dev.batchline.guarantees.Place;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.WindowSettings;
import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Topic;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds an installation to its promises from outside: it reads the topics as any reader of committed records does, and
 * asks the simulated provider what it ran. Safe to use from several threads.
 */
public final class Judge implements AutoCloseable {
    private final BatchlineConfig config;
    private final Guarantees guarantees;
    private final ProviderLog provider;
    private final TopicFollower follower;
    private final Admin admin;
    private final Queue<Deletion> deletions = new ArrayDeque<>();
    private final Set<String> atProvider = new HashSet<>();
    private final List<Guarantees.Broken> unreadable = new ArrayList<>();
    private final BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> listener;

    /**
     * A judge who begins to read.
     *
     * @param provider the simulated provider's base URL
     * @param listener sees each record before the judge does
     */
    public Judge(BatchlineConfig config, URI provider, BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> listener) {
        this.config = config;
        this.guarantees = Guarantees.all(limits(config.windows()), model -> budget(config.accounts(), model));
        this.provider = new ProviderLog(provider);
        this.listener = listener;
        this.admin = Admin.create(config.kafka().adminProperties());
        this.follower = new TopicFollower(config.kafka(), config.topics(), CommittedRecord.TOPICS);
        follower.start(this::take);
    }

    /** Gives a promise up. */
    public synchronized void relax(Class<? extends Guarantee> which, String why) {
        guarantees.relax(which, why);
    }

    /** Asks one of the promises. */
    public synchronized <G extends Guarantee, T> T ask(Class<G> which, Function<G, T> question) {
        return question.apply(guarantees.get(which));
    }

    /** Looks at what cannot be read from topics: what the provider ran, and what was deleted. */
    public synchronized void look() {
        provider.executions(guarantees::observe);
        atProvider.clear();
        provider.batches(batch -> {
            guarantees.observe(batch);
            if (!batch.ended()) {
                atProvider.add(batch.batchId());
            }
        });
        lookForDeletions();
        Map<TopicPartition, Long> positions = follower.positions();
        while (!deletions.isEmpty() && deletions.element().isToldOf(positions)) {
            deletions.remove().starts().forEach((partition, start) -> guarantees.observe(new Purged(partition, start)));
        }
    }

    /** Batches that had not ended when the provider was asked last, whoever waits for them. */
    public synchronized Set<String> atProvider() {
        return Set.copyOf(atProvider);
    }

    /** Whether everything was read that is committed now, leases aside, which are written all the time. */
    public boolean caughtUp() {
        String leases = config.topics().name(Topic.LEASES);
        Map<TopicPartition, Long> positions = new HashMap<>(follower.positions());
        positions.keySet().removeIf(partition -> partition.topic().equals(leases));
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        positions.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        return !asked.isEmpty()
                && offsets(asked).entrySet().stream()
                        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L)
                                >= end.getValue().offset());
    }

    /** What is broken already, as far as it was read. */
    public synchronized List<Guarantees.Broken> broken() {
        return with(guarantees.broken());
    }

    /** What is broken if nothing more comes, as far as it was read. */
    public synchronized List<Guarantees.Broken> brokenAtEnd() {
        return with(guarantees.brokenAtEnd());
    }

    /** A line for each promise. */
    public synchronized String report() {
        return guarantees.report();
    }

    @Override
    public void close() {
        follower.close();
        admin.close();
        provider.close();
    }

    private synchronized void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        try {
            listener.accept(topic, record);
            new CommittedRecord(
                            topic,
                            place,
                            Instant.ofEpochMilli(record.timestamp()),
                            record.key(),
                            record.value(),
                            KafkaHeaders.read(record.headers()))
                    .observation()
                    .ifPresent(guarantees::observe);
        } catch (RuntimeException e) {
            unreadable.add(new Guarantees.Broken("Every record can be read", List.of(place + ": " + e)));
        }
    }

    private List<Guarantees.Broken> with(List<Guarantees.Broken> broken) {
        List<Guarantees.Broken> all = new ArrayList<>(unreadable);
        all.addAll(broken);
        return all;
    }

    private void lookForDeletions() {
        Map<Integer, Long> starts = new HashMap<>();
        offsets(asked(Topic.LANES, OffsetSpec.earliest()))
                .forEach((partition, info) -> starts.put(partition.partition(), info.offset()));
        Map<TopicPartition, OffsetSpec> others = asked(Topic.WINDOWS, OffsetSpec.latest());
        others.putAll(asked(Topic.JOINS, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        offsets(others).forEach((partition, info) -> ends.put(partition, info.offset()));
        deletions.add(new Deletion(starts, ends));
    }

    private Map<TopicPartition, OffsetSpec> asked(Topic topic, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < config.topics().partitions(); partition++) {
            asked.put(new TopicPartition(config.topics().name(topic), partition), which);
        }
        return asked;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Map<TopicPartition, OffsetSpec> asked) {
        try {
            return admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the offsets of topics cannot be asked for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static LimitsAreKept.Limits limits(WindowSettings windows) {
        LimitsAreKept.Limits provider = LimitsAreKept.Limits.OF_PROVIDER;
        Long tokens = windows.maxTokens();
        return new LimitsAreKept.Limits(
                Math.min(windows.maxRequests(), provider.requests()),
                Math.min(windows.maxBytes(), provider.bytes()),
                tokens == null ? provider.tokens() : tokens,
                provider.inputs());
    }

    private static long budget(Collection<AccountSettings> accounts, String model) {
        return accounts.stream()
                .mapToLong(account -> account.limits().queuedTokens(model).orElse(Long.MAX_VALUE))
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Where the partitions of the lanes topic began, and up to where other topics were committed then.
     *
     * @param starts by partition
     * @param ends of the partitions of the topics that tell of windows
     */
    private record Deletion(Map<Integer, Long> starts, Map<TopicPartition, Long> ends) {
        boolean isToldOf(Map<TopicPartition, Long> positions) {
            return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }
}
