package dev.batchline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A length of time has passed when both clocks say so. */
class MomentTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration TEN = Duration.ofMinutes(10);

    private final Moment moment = new Moment(NOON, Duration.ofHours(5));

    @Test
    void comesAfterItsLength() {
        assertThat(moment.plus(TEN, clocks(NOON.plusSeconds(60), 60))).isEqualTo(NOON.plus(TEN));
    }

    @Test
    void doesNotComeEarlierWhenTheTimeOfDayIsSetForward() {
        Instant wrong = NOON.plus(Duration.ofHours(3));

        assertThat(moment.plus(TEN, clocks(wrong, 60))).isEqualTo(wrong.plus(Duration.ofMinutes(9)));
    }

    @Test
    void waitsForTheTimeOfDayThatIsSetBack() {
        assertThat(moment.plus(TEN, clocks(NOON.minusSeconds(60), 700))).isEqualTo(NOON.plus(TEN));
    }

    private static Clocks clocks(Instant now, long passed) {
        return new Clocks() {
            @Override
            public Instant now() {
                return now;
            }

            @Override
            public Duration elapsed() {
                return Duration.ofHours(5).plusSeconds(passed);
            }
        };
    }
}
