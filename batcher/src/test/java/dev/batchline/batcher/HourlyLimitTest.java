package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How many batches an hour sees. */
class HourlyLimitTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void allowsAsManyAsItSaysInAnyHour() {
        HourlyLimit limit = new HourlyLimit(2);
        assertThat(limit.allowed()).isBefore(NOON);
        limit.take(NOON);
        assertThat(limit.allowed()).isBefore(NOON);
        limit.take(NOON.plusSeconds(60));
        assertThat(limit.allowed()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void doesNotCountWhatWasGivenBack() {
        HourlyLimit limit = new HourlyLimit(1);
        limit.take(NOON);
        limit.giveBack();
        assertThat(limit.allowed()).isBefore(NOON);
    }

    @Test
    void countsTheLastOnesOnly() {
        HourlyLimit limit = new HourlyLimit(2);
        limit.take(NOON);
        limit.take(NOON.plusSeconds(60));
        limit.take(NOON.plusSeconds(3_600));
        assertThat(limit.allowed()).isEqualTo(NOON.plusSeconds(3_660));
    }
}
