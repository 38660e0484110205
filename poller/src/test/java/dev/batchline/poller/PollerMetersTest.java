package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.metrics.Meters;
import dev.batchline.schemas.WindowId;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the poller counts and shows, and that it lists all of it. */
class PollerMetersTest {
    private static final WindowId ID = PollerBench.id(1);

    private final PollerBench bench = new PollerBench();

    @BeforeEach
    void beginsLife() {
        bench.settle();
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.tell(PollerBench.id(2), PollerBench.submitted("b2", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.provider.answers("b2", "in_progress", 0);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void showsOpenBatchesAndTheAgeOfTheOldest() {
        bench.after(Duration.ofSeconds(12));
        assertThat(open("in_progress")).isEqualTo(2);
        bench.after(Duration.ofMinutes(5));
        assertThat(gauge("batchline.batches.oldest.age", "status", "in_progress"))
                .isEqualTo(312);
        bench.provider.answers("b1", "completed", 10);
        bench.after(Duration.ofMinutes(5));
        assertThat(open("in_progress")).isEqualTo(1);
        assertThat(counter("batchline.status.events", "status", "in_progress")).isEqualTo(2);
        assertThat(counter("batchline.status.events", "status", "completed")).isEqualTo(1);
    }

    @Test
    void showsHowLongAgoTheAccountAnswered() {
        assertThat(gauge("batchline.polls.last.success.age", "account", "main")).isNaN();
        bench.after(Duration.ofSeconds(12));
        bench.clocks.pass(Duration.ofSeconds(5));
        assertThat(gauge("batchline.polls.last.success.age", "account", "main")).isEqualTo(5);
    }

    @Test
    void countsUnknownWordsAndTimesSweeps() {
        bench.provider.answers("b1", "pondering", 0);
        bench.after(Duration.ofSeconds(31));
        bench.provider.listRefusal = new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.empty());
        bench.after(Duration.ofMinutes(10));
        assertThat(counter("batchline.status.unknown", "account", "main")).isEqualTo(2);
        assertThat(bench.registry
                        .get("batchline.sweeps")
                        .tag("outcome", "complete")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(bench.registry
                        .get("batchline.sweeps")
                        .tag("outcome", "incomplete")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void gaugesEndWithTheLifeAndBeginWithTheNext() {
        bench.after(Duration.ofSeconds(12));
        assertThat(open("in_progress")).isEqualTo(2);
        bench.stop();
        assertThat(Meters.own(bench.registry)).noneMatch(meter -> meter.getId().getType() == Meter.Type.GAUGE);
        bench.restart();
        bench.settle();
        assertThat(open("in_progress")).isEqualTo(2);
    }

    @Test
    void listsEveryMeterWithItsTags() {
        bench.provider.answers("b1", "pondering", 0);
        bench.after(Duration.ofMinutes(11));
        bench.forget(ID);
        Meters.assertListed(Meters.own(bench.registry), PollerMeters.ALL);
    }

    private double open(String status) {
        return bench.registry
                .get("batchline.batches.open")
                .tags("account", "main", "model", "gpt-4.1-mini", "status", status)
                .gauge()
                .value();
    }

    private double gauge(String name, String tag, String value) {
        return bench.registry.get(name).tag(tag, value).gauge().value();
    }

    private double counter(String name, String tag, String value) {
        return bench.registry.get(name).tag(tag, value).counter().count();
    }
}
