package dev.batchline.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Counts what comes out of an installation, from its topics alone. A request is known by where its event lies, so that
 * one without a custom_id counts too, and one with two outcomes is noticed.
 */
public final class Tally {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, BitSet> ended = new HashMap<>();
    private final Set<String> batches = new HashSet<>();
    private final Map<WindowId, Integer> windows = new HashMap<>();
    private final Set<WindowId> joined = new HashSet<>();
    private long completed;
    private long failed;
    private long deadLetters;
    private long twice;
    private long resubmitted;
    private long tokens;
    private Costs costs = Costs.NONE;

    /** Counts a record of a topic. */
    public synchronized void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        switch (topic) {
            case RESULTS_COMPLETED -> {
                completed++;
                tokens += tokens(record.value());
                end(record);
            }
            case RESULTS_FAILED -> {
                failed++;
                end(record);
            }
            case DEAD_LETTERS -> deadLetters++;
            case STATUS -> status(JsonCodec.STATUS.decode(record.value()));
            case WINDOWS -> {
                if (record.value() != null) {
                    Window window = JsonCodec.WINDOW.decode(record.value());
                    windows.put(window.id(), window.facts().requests());
                }
            }
            case JOINS -> join(JsonCodec.JOIN.decode(record.value()));
            case LEDGER -> bill(JsonCodec.LEDGER.decode(record.value()));
            case REQUESTS, LANES, MANIFESTS, LEASES, COMMANDS, LANE_STATUS, REPLAYS -> {}
        }
    }

    /** The figures so far. */
    public synchronized Figures figures() {
        long distinct = ended.values().stream().mapToLong(BitSet::cardinality).sum();
        return new Figures(
                distinct,
                completed,
                failed,
                deadLetters,
                resubmitted,
                batches.size(),
                tokens,
                twice,
                windows.size() - joined.size(),
                costs);
    }

    private void end(ConsumerRecord<byte[], byte[]> record) {
        String source = header(record, Headers.SOURCE_TOPIC) + "-" + header(record, Headers.SOURCE_PARTITION);
        int offset = Integer.parseInt(header(record, Headers.SOURCE_OFFSET));
        BitSet seen = ended.computeIfAbsent(source, unused -> new BitSet());
        if (seen.get(offset)) {
            twice++;
        }
        seen.set(offset);
    }

    private void status(StatusEvent event) {
        if (event.batchId() != null) {
            batches.add(event.batchId());
        }
    }

    private void join(JoinEvent event) {
        if (event.state() instanceof JoinState.Done done && joined.add(event.windowId())) {
            resubmitted += done.resubmitted();
        }
    }

    private void bill(LedgerEvent event) {
        BigDecimal cost = event.cost();
        BigDecimal listPrice = event.listPrice();
        costs = cost == null || listPrice == null
                ? new Costs(costs.paid, costs.listPrice, costs.unpriced + 1, costs.version)
                : new Costs(
                        costs.paid.add(cost),
                        costs.listPrice.add(listPrice),
                        costs.unpriced,
                        Objects.requireNonNullElse(event.priceVersion(), costs.version));
    }

    private static long tokens(byte[] result) {
        try {
            JsonNode usage = JSON.readTree(result).path("response").path("body").path("usage");
            return usage.path("total_tokens").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /**
     * What was counted.
     *
     * @param ended requests with an outcome
     * @param completed records on the completed results
     * @param failed records on the failed results
     * @param deadLetters records on the dead letters
     * @param resubmitted items that were put into a new window
     * @param batches at the provider
     * @param tokens used by all answers
     * @param twice outcomes beyond the first of a request
     * @param openWindows windows that are not joined yet
     * @param costs what stands on the ledger
     */
    public record Figures(
            long ended,
            long completed,
            long failed,
            long deadLetters,
            long resubmitted,
            long batches,
            long tokens,
            long twice,
            int openWindows,
            Costs costs) {}

    /**
     * What the ledger adds up to.
     *
     * @param paid US dollars
     * @param listPrice US dollars that the standard API would have cost
     * @param unpriced events without a price, which are in neither sum
     * @param version of the price list, as the last event tells it
     */
    public record Costs(BigDecimal paid, BigDecimal listPrice, long unpriced, String version) {
        static final Costs NONE = new Costs(BigDecimal.ZERO, BigDecimal.ZERO, 0, "no day");

        /** US dollars that batches saved. */
        public BigDecimal saved() {
            return listPrice.subtract(paid);
        }
    }
}
