package dev.batchline.joiner;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window of a test: so many lines {@code id-0}, {@code id-1}, … whose requests stand at every second offset.
 *
 * @param id its name
 * @param items its lines
 * @param parts its manifest
 */
record Case(WindowId id, List<ManifestItem> items, List<List<ManifestItem>> parts) {
    private static final byte[] TRACE = {0, (byte) 0xFF, 7, (byte) 0xC0};

    /** A window whose requests are in the log. */
    static Case of(MemoryLog log, int lines, int linesAPart, int attempt) {
        return of(log, 100, lines, linesAPart, attempt);
    }

    /** The same of a window that begins at another offset. */
    static Case of(MemoryLog log, long first, int lines, int linesAPart, int attempt) {
        WindowId id = WindowId.of(DeploymentId.of("cluster", "topic"), 0, JoinerBench.LANE, first);
        List<ManifestItem> items = new ArrayList<>();
        for (int seq = 0; seq < lines; seq++) {
            long offset = first + 2L * seq;
            items.add(new ManifestItem(seq, offset, "id-" + seq, wireId(id, seq), 100, attempt, headers(seq)));
            log.lane(offset, request(seq), attempt, headers(seq).toArray(Header[]::new));
        }
        List<List<ManifestItem>> parts = new ArrayList<>();
        for (int from = 0; from < lines; from += linesAPart) {
            parts.add(items.subList(from, Math.min(lines, from + linesAPart)));
        }
        return new Case(id, items, parts);
    }

    static byte[] request(int seq) {
        return MemoryLog.utf8(" {\"custom_id\" : \"id-" + seq + "\",\"url\":\"/v1/chat/completions\",\"body\":{}} ");
    }

    /** Every fifth line has an id of ours on the wire. */
    private static @Nullable String wireId(WindowId id, int seq) {
        return seq % 5 == 4 ? id.wireId(seq) : null;
    }

    private static List<Header> headers(int seq) {
        return List.of(
                new Header("traceparent", TRACE),
                Header.of(Headers.TENANT, "t"),
                Header.of(Headers.SOURCE_TOPIC, "batch.requests"),
                Header.of(Headers.SOURCE_TOPIC_ID, "id-of-requests"),
                Header.of(Headers.SOURCE_PARTITION, "3"),
                Header.of(Headers.SOURCE_OFFSET, Integer.toString(1_000 + seq)));
    }

    /** What stands in the provider's files for a line. */
    String wire(int seq) {
        return items.get(seq).idOnWire();
    }

    Window in(WindowState state) {
        WindowFacts facts = new WindowFacts(
                JoinerBench.LANE,
                100 + 2L * items.size(),
                items.size(),
                500L * items.size(),
                100L * items.size(),
                items.size(),
                1_000,
                "3q2+7w==",
                Integer.MAX_VALUE,
                4_000,
                List.of(),
                SettableClocks.START,
                CloseTrigger.COUNT,
                parts.size());
        return new Window(Window.FORMAT, id, 4, facts, state);
    }

    Window submitted(String batchId, int submission) {
        return in(new WindowState.Submitted(
                JoinerBench.ACCOUNT,
                "file-in",
                batchId,
                submission,
                List.of(),
                SubmittedHow.CREATED,
                SettableClocks.START,
                null));
    }

    /** Its end as the poller tells it. */
    StatusEvent ended(
            BatchStatus status, @Nullable String batchId, int submission, RequestCounts counts, BatchError... errors) {
        return new StatusEvent(
                id,
                batchId,
                JoinerBench.ACCOUNT,
                "openai",
                JoinerBench.LANE.endpoint(),
                JoinerBench.LANE.model(),
                status,
                null,
                status.word(),
                counts,
                null,
                null,
                submission,
                submission,
                SettableClocks.START,
                null,
                List.of(errors),
                null);
    }

    /** Tells all of a window whose batch is {@code b1}. */
    void tellAll(JoinerBench bench, BatchStatus status, BatchError... errors) {
        bench.tell(submitted("b1", 1));
        tellManifest(bench);
        bench.tell(ended(status, "b1", 1, RequestCounts.NONE, errors));
    }

    void tellManifest(JoinerBench bench) {
        for (int chunk = 0; chunk < parts.size(); chunk++) {
            bench.tellManifest(this, chunk);
        }
    }
}
