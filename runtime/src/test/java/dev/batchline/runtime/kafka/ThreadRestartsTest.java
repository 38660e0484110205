package dev.batchline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The waits before failed stream threads are replaced. */
class ThreadRestartsTest {
    private final ThreadRestarts restarts = new ThreadRestarts();

    @Test
    void waitsLongerWithEachFailureUpToHalfAMinute() {
        Duration now = Duration.ofHours(1);
        assertThat(restarts.next(now)).isEqualTo(Duration.ofMillis(250));
        assertThat(restarts.next(now.plusSeconds(10))).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 20; i++) {
            assertThat(restarts.next(now.plusSeconds(20))).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
        assertThat(restarts.next(now.plusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void waitsLongAtARecordThatOnlyAPersonCanMend() {
        assertThat(restarts.nextAtStuckRecord()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void beginsAnewAfterSomeMinutesWithoutAFailure() {
        Duration now = Duration.ofHours(1);
        restarts.next(now);
        restarts.next(now);
        assertThat(restarts.next(now.plusMinutes(5))).isEqualTo(Duration.ofSeconds(1));
        assertThat(restarts.next(now.plusMinutes(11))).isEqualTo(Duration.ofMillis(250));
    }
}
