package dev.batchline.joiner;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the requests of a group of lines that are to be sent again, off the stream thread, up to some megabytes. */
final class ResubmitTask implements Callable<ResubmitTask.Batch> {
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Resubmission group;
    private final Manifest manifest;
    private final RecordLog log;

    ResubmitTask(Resubmission group, Manifest manifest, RecordLog log) {
        this.group = group;
        this.manifest = manifest;
        this.log = log;
    }

    @Override
    public Batch call() {
        Taken taken = new Taken();
        new Requests(log, group.windowId().partition()).visit(items(), taken::take);
        return new Batch(taken.records, taken.last);
    }

    private List<ManifestItem> items() {
        List<ManifestItem> items = new ArrayList<>();
        List<Resubmission.Lines> runs = group.lines();
        int first = runs.get(0).from();
        int last = runs.get(runs.size() - 1).to();
        manifest.from(first, item -> {
            if (runs.stream().anyMatch(run -> run.from() <= item.seq() && item.seq() <= run.to())) {
                items.add(item);
            }
            return item.seq() < last;
        });
        return items;
    }

    private static Again again(ConsumerRecord<byte[], byte[]> request, ManifestItem item) {
        List<Header> headers = new ArrayList<>();
        for (Header header : KafkaHeaders.read(request.headers())) {
            if (!header.key().equals(Headers.ATTEMPT)) {
                headers.add(header);
            }
        }
        headers.add(Header.of(Headers.ATTEMPT, Integer.toString(item.attempt() + 1)));
        return new Again(request.key(), request.value(), headers);
    }

    /** The requests that fit into one transaction. */
    private static final class Taken {
        private final List<Again> records = new ArrayList<>();
        private long bytes;
        private int last = -1;

        boolean take(ManifestItem item, ConsumerRecord<byte[], byte[]> request) {
            bytes += request.value().length;
            if (!records.isEmpty() && bytes > MOST_BYTES) {
                return false;
            }
            records.add(again(request, item));
            last = item.seq();
            return true;
        }
    }

    /**
     * What is written to the lanes topic in one transaction.
     *
     * @param records the requests, in order
     * @param lastLine the last line of the group that is among them
     */
    record Batch(List<Again> records, int lastLine) {
        Batch {
            records = List.copyOf(records);
        }
    }

    /**
     * A request that is sent again.
     *
     * @param lane its record key, as it was
     * @param value its bytes, as they were
     * @param headers as they were, with the next attempt
     */
    record Again(byte[] lane, byte[] value, List<Header> headers) {}
}
