package dev.batchline.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long to wait after a call that did not succeed. */
class OutcomeWaitTest {
    private static final Duration OWN = Duration.ofSeconds(2);
    private static final Duration SOMEBODY = Duration.ofMinutes(1);
    private static final ProviderError ERROR = new ProviderError(429, null, "Slow down.", null);

    @Test
    void waitsAsLongAsTheProviderWants() {
        assertThat(wait(new Outcome.Throttled<>(ERROR, Optional.of(Duration.ofSeconds(30)))))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(wait(new Outcome.Unavailable<>(ERROR, Optional.of(Duration.ofSeconds(7)))))
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void neverWaitsLessThanItsOwn() {
        assertThat(wait(new Outcome.Throttled<>(ERROR, Optional.of(Duration.ZERO))))
                .isEqualTo(OWN);
        assertThat(wait(new Outcome.Unavailable<>(ERROR, Optional.empty()))).isEqualTo(OWN);
        assertThat(wait(new Outcome.NotFound<>(ERROR))).isEqualTo(OWN);
    }

    @Test
    void waitsLongerWhereSomebodyHasToAct() {
        assertThat(wait(new Outcome.AccountBlocked<>(ERROR))).isEqualTo(SOMEBODY);
        assertThat(wait(new Outcome.Refused<>(ERROR))).isEqualTo(SOMEBODY);
    }

    private static Duration wait(Outcome<String> outcome) {
        return outcome.waitAtLeast(OWN, SOMEBODY);
    }
}
