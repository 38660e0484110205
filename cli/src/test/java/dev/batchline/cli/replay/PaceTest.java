package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long the next one waits. */
class PaceTest {
    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void waitsEvenly() {
        Pace pace = new Pace(4.0, now::get);

        assertThat(pace.next()).isZero();
        assertThat(pace.next()).isEqualTo(Duration.ofMillis(250));
        pass(Duration.ofMillis(300));
        assertThat(pace.next()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void makesNothingUp() {
        Pace pace = new Pace(0.5, now::get);

        assertThat(pace.next()).isZero();
        pass(Duration.ofMinutes(1));
        assertThat(pace.next()).isZero();
        assertThat(pace.next()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void neverWaitsWithoutARate() {
        Pace pace = new Pace(null, now::get);

        assertThat(pace.next()).isZero();
        assertThat(pace.next()).isZero();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
