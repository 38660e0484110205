package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.Moment;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a window is tried again. */
class TroublesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Moment DOUBTED = new Moment(NOW, Duration.ZERO);
    private static final WindowId WINDOW =
            WindowId.of(DeploymentId.of("c", "t"), 0, new LaneKey("p", "/v1/responses", "m", "24h"), 1);

    private final Troubles troubles = new Troubles();

    @Test
    void waitsLongerFromFailureToFailureAndAtMostAMinute() {
        assertThat(troubles.next(WINDOW, NOW)).isEqualTo(NOW.plusSeconds(1));
        assertThat(troubles.next(WINDOW, NOW)).isEqualTo(NOW.plusSeconds(2));
        for (int i = 0; i < 20; i++) {
            troubles.next(WINDOW, NOW);
        }
        assertThat(troubles.next(WINDOW, NOW)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void waitsAsLongAsTheProviderWantsButNeverShorterThanItsOwnWait() {
        assertThat(troubles.next(WINDOW, throttled(Duration.ofSeconds(90)), NOW))
                .isEqualTo(NOW.plusSeconds(90));
        assertThat(troubles.next(WINDOW, throttled(Duration.ZERO), NOW)).isEqualTo(NOW.plusSeconds(2));
        Outcome<String> unavailable =
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(70)));
        assertThat(troubles.next(WINDOW, unavailable, NOW)).isEqualTo(NOW.plusSeconds(70));
    }

    @Test
    void probesABlockedAccountOnceAMinute() {
        Outcome<String> blocked = new Outcome.AccountBlocked<>(FakeProvider.error(401, null));
        assertThat(troubles.next(WINDOW, blocked, NOW)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void doubtsFromTheFirstTime() {
        assertThat(troubles.doubtSince(WINDOW)).isNull();
        troubles.doubt(WINDOW, DOUBTED);
        troubles.doubt(WINDOW, new Moment(NOW.plusSeconds(9), Duration.ofSeconds(9)));
        assertThat(troubles.doubtSince(WINDOW)).isEqualTo(DOUBTED);
    }

    @Test
    void forgetsDoubtAndFailures() {
        troubles.doubt(WINDOW, DOUBTED);
        troubles.next(WINDOW, NOW);
        troubles.next(WINDOW, NOW);
        troubles.forget(WINDOW);
        assertThat(troubles.doubtSince(WINDOW)).isNull();
        assertThat(troubles.next(WINDOW, NOW)).isEqualTo(NOW.plusSeconds(1));
    }

    private static Outcome<String> throttled(Duration retryAfter) {
        return new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(retryAfter));
    }
}
