package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.http.RetryPolicy.Ending;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call is repeated, and after which wait. */
class RetryPolicyTest {
    private static final RetryPolicy POLICY = RetryPolicy.STANDARD;

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 409, 429, 500, 502, 503, 504, 529})
    void repeatsWhatMayPass(int status) {
        assertThat(POLICY.delayAfter(status(status), 0, false, 0)).contains(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 307, 400, 401, 403, 404, 413, 422})
    void doesNotRepeatWhatWillNotPass(int status) {
        assertThat(POLICY.delayAfter(status(status), 0, false, 0)).isEmpty();
    }

    @Test
    void takesAConflictForTheAnswerWhereItIsOne() {
        assertThat(POLICY.delayAfter(status(409), 0, true, 0)).isEmpty();
    }

    @Test
    void givesUpAfterTwoRepeats() {
        assertThat(POLICY.delayAfter(status(503), 1, false, 0)).contains(Duration.ofSeconds(1));
        assertThat(POLICY.delayAfter(status(503), 2, false, 0)).isEmpty();
    }

    @Test
    void doublesItsOwnDelayUpToEightSeconds() {
        RetryPolicy patient =
                new RetryPolicy(10, POLICY.firstDelay(), POLICY.longestDelay(), POLICY.longestServerDelay());
        assertThat(patient.delayAfter(status(500), 3, false, 0)).contains(Duration.ofSeconds(4));
        assertThat(patient.delayAfter(status(500), 4, false, 0)).contains(Duration.ofSeconds(8));
        assertThat(patient.delayAfter(status(500), 9, false, 0)).contains(Duration.ofSeconds(8));
    }

    @Test
    void shortensItsOwnDelayByUpToAQuarter() {
        assertThat(POLICY.delayAfter(status(500), 0, false, 0.5)).contains(Duration.ofNanos(438_000_000));
        assertThat(POLICY.delayAfter(status(500), 0, false, 1)).contains(Duration.ofMillis(375));
    }

    @Test
    void waitsExactlyAsLongAsTheServerWants() {
        assertThat(POLICY.delayAfter(wants(429, Duration.ofSeconds(17)), 0, false, 1))
                .contains(Duration.ofSeconds(17));
        assertThat(POLICY.delayAfter(wants(429, Duration.ZERO), 0, false, 1)).contains(Duration.ZERO);
        assertThat(POLICY.delayAfter(wants(429, Duration.ofSeconds(60)), 0, false, 1))
                .contains(Duration.ofSeconds(60));
    }

    @Test
    void doesNotWaitForAServerThatWantsMoreThanAMinute() {
        assertThat(POLICY.delayAfter(wants(429, Duration.ofMillis(60_001)), 0, false, 0))
                .isEmpty();
    }

    @Test
    void doesWhatTheServerSaysAboutRepeating() {
        Ending never = new Ending(503, Optional.of(false), Optional.empty());
        Ending always = new Ending(400, Optional.of(true), Optional.empty());
        assertThat(POLICY.delayAfter(never, 0, false, 0)).isEmpty();
        assertThat(POLICY.delayAfter(always, 0, false, 0)).isPresent();
        assertThat(POLICY.delayAfter(always, 2, false, 0)).isEmpty();
    }

    private static Ending status(int status) {
        return new Ending(status, Optional.empty(), Optional.empty());
    }

    private static Ending wants(int status, Duration delay) {
        return new Ending(status, Optional.empty(), Optional.of(delay));
    }
}
