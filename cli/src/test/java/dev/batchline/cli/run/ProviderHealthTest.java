package dev.batchline.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.operations.HealthReasons;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An account that does not answer for a minute is told, until it answers. */
class ProviderHealthTest {
    private final HealthReasons health = new HealthReasons();
    private Duration now = Duration.ofHours(1);
    private final ProviderHealth listener = new ProviderHealth(health, () -> now);

    @Test
    void tellsAccountThatAnswersNothingForMinuteUntilItAnswers() {
        call("main", "unavailable");
        now = now.plusSeconds(59);
        call("main", "unavailable");
        assertThat(health.raised()).isEmpty();
        now = now.plusSeconds(1);
        call("main", "unavailable");
        call("other", "unavailable");
        assertThat(health.raised()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("provider_unreachable/main");
            assertThat(reason.text()).contains("main has answered no call for 1 min");
        });
        call("other", "success");
        assertThat(health.raised()).hasSize(1);
        call("main", "throttled");
        assertThat(health.raised()).isEmpty();
    }

    @Test
    void countsFromTheFirstSilenceAfterAnAnswer() {
        call("main", "unavailable");
        call("main", "success");
        now = now.plusMinutes(5);
        call("main", "unavailable");
        assertThat(health.raised()).isEmpty();
    }

    private void call(String account, String outcome) {
        listener.called(account, "retrieve", outcome, Duration.ofMillis(1));
    }
}
