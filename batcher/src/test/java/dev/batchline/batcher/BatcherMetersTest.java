package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.metrics.Meters;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batcher counts and shows. */
class BatcherMetersTest {
    private static final String[] LANE = {
        "partition", "0", "pool", "pool", "endpoint", "/v1/chat/completions", "model", "m"
    };

    @TempDir
    Path directory;

    private BatcherBench bench;

    @BeforeEach
    void start() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(3), 100);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void countsRequestsByTheirOutcome() {
        bench.sendAll("m", "a", "b");
        bench.sendAll("n", "c");
        bench.send("{broken");
        bench.send(BatcherBench.request("d", "m"), Header.of(Headers.ACCOUNT, "nobody"));
        bench.send("{broken again");
        TestRecord<byte[], byte[]> routed = bench.written.get(Topic.LANES).get(0);
        bench.lane(routed, routedHeaders(routed));

        assertThat(counter(BatcherMeters.ROUTED, "model", "m")).isEqualTo(2);
        assertThat(counter(BatcherMeters.ROUTED, "model", "n")).isEqualTo(1);
        assertThat(counter(BatcherMeters.REFUSED, "reason", "invalid_json")).isEqualTo(2);
        assertThat(counter(BatcherMeters.REFUSED, "reason", "unknown_account")).isEqualTo(1);
        assertThat(counter(BatcherMeters.REPEATED)).isEqualTo(1);
    }

    @Test
    void countsDuplicatesThatGoUnderAnIdOfOurs() {
        bench.sendAll("m", "a", "a", "a");
        assertThat(counter(BatcherMeters.RENAMED)).isEqualTo(2);
    }

    @Test
    void countsClosedWindowsByTrigger() {
        bench.sendAll("m", "a", "b", "c", "d");
        bench.flush();
        assertThat(counter(BatcherMeters.CLOSED, "trigger", "count")).isEqualTo(1);
        assertThat(counter(BatcherMeters.CLOSED, "trigger", "flush")).isEqualTo(1);
    }

    @Test
    void showsOpenWindowsUntilTheyCloseOrTheirLifeEnds() {
        bench.sendAll("m", "a", "b");
        bench.pass(Duration.ofSeconds(30));
        assertThat(gauge(BatcherMeters.OPEN, LANE)).isEqualTo(1);
        assertThat(gauge(BatcherMeters.OPEN_REQUESTS, LANE)).isEqualTo(2);
        assertThat(gauge(BatcherMeters.OPEN_BYTES, LANE))
                .isEqualTo(2 * (BatcherBench.request("a", "m").length() + 1));
        assertThat(gauge(BatcherMeters.OPEN_AGE, LANE)).isBetween(29.0, 31.0);

        bench.anotherLife();
        assertThat(bench.meters.find(BatcherMeters.OPEN).gauges()).isEmpty();
        bench.pass(Duration.ofSeconds(2));
        bench.pass(Duration.ofSeconds(2));
        assertThat(gauge(BatcherMeters.OPEN_REQUESTS, LANE))
                .as("the next life shows it")
                .isEqualTo(2);

        bench.sendAll("m", "c");
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.meters.find(BatcherMeters.OPEN).gauges()).isEmpty();
    }

    @Test
    void showsTheSpoolAndItsCap() {
        bench.sendAll("m", "a");
        double line = BatcherBench.request("a", "m").length() + 1;
        assertThat(gauge(BatcherMeters.SPOOL_USED)).as("with its sidecar").isBetween(line + 1, line + 300);
        assertThat(gauge(BatcherMeters.SPOOL_MAX)).isEqualTo(100_000_000);
    }

    @Test
    void everyMeterIsListedAsItIs() {
        bench.sendAll("m", "a", "a", "a", "b");
        bench.send("{broken");
        TestRecord<byte[], byte[]> routed = bench.written.get(Topic.LANES).get(0);
        bench.lane(routed, routedHeaders(routed));
        bench.pass(Duration.ofSeconds(2));
        Meters.assertListed(
                Meters.own(bench.meters),
                Stream.concat(BatcherMeters.ALL.stream(), SubmitMeters.ALL.stream())
                        .toList());
        assertThat(bench.meters.getMeters().stream().map(meter -> meter.getId().getName()))
                .as("the windowing half, which this test runs through")
                .contains(
                        BatcherMeters.ROUTED,
                        BatcherMeters.REFUSED,
                        BatcherMeters.REPEATED,
                        BatcherMeters.RENAMED,
                        BatcherMeters.OPEN,
                        BatcherMeters.OPEN_REQUESTS,
                        BatcherMeters.OPEN_BYTES,
                        BatcherMeters.OPEN_AGE,
                        BatcherMeters.CLOSED,
                        BatcherMeters.SPOOL_USED,
                        BatcherMeters.SPOOL_MAX);
    }

    private double counter(String name, String... tags) {
        return bench.meters.get(name).tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return bench.meters.get(name).tags(tags).gauge().value();
    }

    private static Header[] routedHeaders(TestRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return headers.toArray(Header[]::new);
    }
}
