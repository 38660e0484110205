package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The joiner holds what a provider says of a whole batch against what its lines say. */
class BatchUsageTest {
    private static final int REQUESTS = 3_000;

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Publisher.class);
    private JoinerBench bench;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
    }

    @AfterEach
    void closesBench() {
        logger.detachAppender(log);
        logger.setLevel(null);
        bench.close();
    }

    @Test
    void findsTheSumOverAllPartsEqualAlsoAfterARestart() {
        join(new BatchUsage(10L * REQUESTS, 4L * REQUESTS, 5L * REQUESTS, 2L * REQUESTS), true);
        assertThat(joined("equal")).isEqualTo(1);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void reportsADifferenceWithBothSums() {
        join(new BatchUsage(10L * REQUESTS + 7, 4L * REQUESTS, 5L * REQUESTS - 3, null), false);
        assertThat(joined("different")).isEqualTo(1);
        assertThat(difference("input")).isEqualTo(7);
        assertThat(difference("output")).isEqualTo(3);
        assertThat(bench.meters
                        .find("batchline.batches.usage.difference")
                        .tag("kind", "cached")
                        .counter())
                .isNull();
        assertThat(warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.getKeyValuePairs().toString())
                        .contains("b1", "inputTokens=30007", "input=30000", "output=15000"));
    }

    @Test
    void comparesNothingIfTheProviderDoesNotSay() {
        join(null, false);
        assertThat(joined("untold")).isEqualTo(1);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void saysHowManyItemsToldNoTokens() {
        Case window = Case.of(bench.log, 2, 2, 1);
        bench.provider.has(MemoryProvider.batch(
                "b1", "completed", "out", null, new RequestCounts(2, 2, 0), new BatchUsage(20, null, 10, null)));
        bench.provider.file(
                "out",
                MemoryProvider.answer("id-0", "{\"usage\":{\"input_tokens\":10,\"output_tokens\":5}}"),
                MemoryProvider.answer("id-1", "{}"));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(bench::done);
        assertThat(warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.getKeyValuePairs().toString()).contains("input=10", "untold=1"));
    }

    private void join(@Nullable BatchUsage usage, boolean restart) {
        Case window = Case.of(bench.log, REQUESTS, REQUESTS, 1);
        String[] lines = new String[REQUESTS];
        for (int seq = 0; seq < REQUESTS; seq++) {
            lines[seq] = MemoryProvider.answer(
                    window.wire(seq),
                    "{\"usage\":{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":4},"
                            + "\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":2}}}");
        }
        bench.provider.has(
                MemoryProvider.batch("b1", "completed", "out", null, new RequestCounts(REQUESTS, REQUESTS, 0), usage));
        bench.provider.file("out", lines);
        window.tellAll(bench, BatchStatus.COMPLETED);
        if (restart) {
            bench.until(() -> bench.completed.size() >= 1_000);
            bench.restart();
        }
        bench.until(bench::done);
    }

    private double joined(String result) {
        return bench.meters
                .get("batchline.batches.usage")
                .tag("result", result)
                .counter()
                .count();
    }

    private double difference(String kind) {
        return bench.meters
                .get("batchline.batches.usage.difference")
                .tag("kind", kind)
                .counter()
                .count();
    }

    private List<ILoggingEvent> warnings() {
        return log.list.stream().filter(event -> event.getLevel() == Level.WARN).toList();
    }
}
