package dev.batchline.batcher;

import dev.batchline.runtime.RecordedBytes;
import dev.batchline.schemas.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The one partition of a lanes topic in memory; what was purged cannot be read any more. */
final class FakeLaneLog implements LaneLog {
    final List<Long> purges = new CopyOnWriteArrayList<>();
    volatile int scans;

    /** Happens before a stretch is read. */
    volatile Runnable onScan = () -> {};

    volatile Instant routedUntil = Instant.MAX;
    private final NavigableMap<Long, ConsumerRecord<byte[], byte[]>> records = new ConcurrentSkipListMap<>();
    private volatile long begin;

    void add(long offset, byte[] key, byte[] value, Iterable<Header> headers) {
        RecordHeaders kafka = new RecordHeaders();
        headers.forEach(header -> kafka.add(header.key(), header.value()));
        records.put(
                offset,
                new ConsumerRecord<>(
                        "batch.lanes",
                        0,
                        offset,
                        0L,
                        TimestampType.LOG_APPEND_TIME,
                        key.length,
                        value.length,
                        key,
                        value,
                        kafka,
                        java.util.Optional.empty()));
    }

    /** What it holds, by offset, in groups for keys, values and headers of text. */
    Map<String, Map<String, byte[]>> recorded() {
        Map<String, Map<String, byte[]>> groups = new TreeMap<>();
        records.forEach((offset, record) -> {
            String at = Long.toString(offset);
            groups.computeIfAbsent("lanes.key", unused -> new TreeMap<>()).put(at, record.key());
            groups.computeIfAbsent("lanes.value", unused -> new TreeMap<>()).put(at, record.value());
            record.headers()
                    .forEach(header -> groups.computeIfAbsent("lanes.header " + header.key(), unused -> new TreeMap<>())
                            .put(at, header.value()));
        });
        return groups;
    }

    /** Holds what was recorded and nothing else; gives the next offset. */
    long restore(RecordedBytes left) {
        records.clear();
        long next = 0;
        for (String at : left.group("lanes.value").keySet()) {
            List<Header> headers = new ArrayList<>();
            left.groups().forEach((group, entries) -> {
                if (group.startsWith("lanes.header ") && entries.containsKey(at)) {
                    headers.add(new Header(group.substring("lanes.header ".length()), entries.get(at)));
                }
            });
            long offset = Long.parseLong(at);
            add(
                    offset,
                    left.group("lanes.key").get(at),
                    left.group("lanes.value").get(at),
                    headers);
            next = Math.max(next, offset + 1);
        }
        return next;
    }

    long begin() {
        return begin;
    }

    @Override
    public void begin(String group, int partitions) {}

    @Override
    public void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        scans++;
        onScan.run();
        if (from < begin) {
            throw new IllegalStateException("offset " + from + " was purged, the log begins at " + begin);
        }
        for (ConsumerRecord<byte[], byte[]> record :
                new ArrayList<>(records.subMap(from, true, to, true).values())) {
            if (!visitor.test(record)) {
                return;
            }
        }
    }

    @Override
    public Instant routedUntil(Instant wanted) {
        return routedUntil;
    }

    @Override
    public void purge(int partition, long before) {
        purges.add(before);
        begin = before;
    }
}
