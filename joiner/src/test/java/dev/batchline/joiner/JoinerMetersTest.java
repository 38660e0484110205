package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.metrics.Meters;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the joiner counts and shows, and what it tells of tokens. */
class JoinerMetersTest {
    @TempDir
    Path directory;

    private JoinerBench bench;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void countsItemsByOutcomeAndWhatDoesNotFit() {
        joinOneOfEach();
        assertThat(count("batchline.items.joined", "outcome", "completed")).isEqualTo(1);
        assertThat(count("batchline.items.joined", "reason", "provider")).isEqualTo(1);
        assertThat(count("batchline.items.joined", "outcome", "resubmitted")).isEqualTo(1);
        assertThat(count("batchline.results.anomalies", "kind", "foreign")).isEqualTo(1);
        assertThat(count("batchline.results.anomalies", "kind", "duplicate")).isEqualTo(1);
        assertThat(count("batchline.results.anomalies", "kind", "missing")).isEqualTo(1);
        assertThat(count("batchline.downloads.bytes", "account", JoinerBench.ACCOUNT))
                .isPositive();
        assertThat(bench.meters.get("batchline.downloads").timer().count()).isEqualTo(1);
    }

    @Test
    void showsHeldWindowWithItsAgeAndRequestsThatWait() {
        Case held = Case.of(bench.log, 2, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", null, null, 2, 0));
        held.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(() -> !bench.joins.isEmpty());
        bench.clocks.pass(Duration.ofSeconds(10));
        assertThat(gauge("batchline.windows.joining", "held")).isEqualTo(1);
        assertThat(gauge("batchline.windows.joining.age", "held")).isEqualTo(10);
        assertThat(gauge("batchline.windows.joining", "publishing")).isZero();
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
        bench.provider.file(
                "out", MemoryProvider.answer("id-0", "{}"), MemoryProvider.unfinished("id-1", "batch_expired"));
        bench.clocks.pass(Duration.ofSeconds(10));
        bench.until(() -> bench.completed.size() == 1);
        bench.settle();
        assertThat(bench.meters.get("batchline.resubmissions.waiting").gauge().value())
                .isEqualTo(1);
        assertThat(gauge("batchline.windows.joining", "held")).isZero();
        assertThat(bench.meters.get("batchline.results.spool").gauge().value()).isZero();
        assertThat(bench.meters.get("batchline.results.prepared").gauge().value())
                .isZero();
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.meters.get("batchline.resubmissions.waiting").gauge().value())
                .isZero();
    }

    @Test
    void takesGaugesAwayWithTheLife() {
        assertThat(bench.meters.find("batchline.windows.joining").gauges()).hasSize(4);
        bench.close();
        assertThat(Meters.own(bench.meters)).isEmpty();
        bench = new JoinerBench(directory);
    }

    @Test
    void listsEveryMeterWithItsTags() {
        joinOneOfEach();
        bench.clocks.pass(Duration.ofSeconds(1));
        Meters.assertListed(Meters.own(bench.meters), JoinerMeters.ALL);
    }

    @Test
    void tellsPromptTokensOfAnswersByTheirShareOfTheBytesAlsoAfterRestart() {
        Case window = Case.of(bench.log, 3_000, 3_000, 1);
        String[] lines = new String[3_000];
        for (int seq = 0; seq < lines.length; seq++) {
            String usage = seq % 3 == 0
                    ? "{\"usage\":{\"completion_tokens\":9,\"prompt_tokens\":90}}"
                    : seq % 3 == 1 ? "{\"output\":[{\"usage\":1}],\"usage\":{\"input_tokens\":60}}" : "{\"data\":[]}";
            lines[seq] = MemoryProvider.answer(window.wire(seq), usage);
        }
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 3_000, 0));
        bench.provider.file("out", lines);
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(() -> bench.completed.size() >= 1_000);
        bench.restart();
        bench.until(bench::done);
        long bytes = Math.round(2.0 / 3.0 * window.submitted("b1", 1).facts().bytes());
        assertThat(bench.state())
                .isEqualTo(new JoinState.Done(3_000, 0, 0, new JoinState.TokenUse(bytes, 150_000), null));
    }

    private void joinOneOfEach() {
        Case window = Case.of(bench.log, 3, 3, 1);
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", null, 1, 1));
        bench.provider.file(
                "out",
                MemoryProvider.answer("id-0", "{}"),
                MemoryProvider.answer("id-0", "{}"),
                MemoryProvider.answer("nobody", "{}"),
                MemoryProvider.refusal("id-1", 400, "some_word"));
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(() -> bench.failed.size() == 1);
        bench.settle();
    }

    private double count(String name, String tag, String value) {
        return bench.meters.get(name).tag(tag, value).counter().count();
    }

    private double gauge(String name, String state) {
        return bench.meters.get(name).tag("state", state).gauge().value();
    }
}
