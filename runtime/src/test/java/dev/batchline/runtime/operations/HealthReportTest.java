package dev.batchline.runtime.operations;

import static dev.batchline.runtime.operations.ServiceState.DEAD;
import static dev.batchline.runtime.operations.ServiceState.REBALANCING;
import static dev.batchline.runtime.operations.ServiceState.RUNNING;
import static dev.batchline.runtime.operations.ServiceState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.operations.HealthReport.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process is in a word. */
class HealthReportTest {
    private final HealthReasons reasons = new HealthReasons();

    @Test
    void isUpWhenEveryServiceRunsAndThereIsNoReason() {
        assertThat(status(RUNNING, RUNNING)).isEqualTo(Status.UP);
        assertThat(Status.UP.ready()).isTrue();
    }

    @Test
    void isStartingUntilEveryServiceHasHadItsTasks() {
        assertThat(status()).isEqualTo(Status.STARTING);
        assertThat(status(RUNNING, STARTING)).isEqualTo(Status.STARTING);
        assertThat(Status.STARTING.ready()).isFalse();
    }

    @Test
    void isDegradedAndReadyWhileAReasonIsRaised() {
        reasons.raise("provider_unreachable/openai", "first");
        reasons.raise("provider_unreachable/openai", "second");
        assertThat(reasons.raised()).containsExactly(new HealthReasons.Reason("provider_unreachable/openai", "second"));
        assertThat(status(RUNNING)).isEqualTo(Status.DEGRADED);
        assertThat(Status.DEGRADED.ready()).as("a restart would mend nothing").isTrue();
        assertThat(status(STARTING)).isEqualTo(Status.STARTING);

        reasons.clear("provider_unreachable/openai");
        assertThat(status(RUNNING)).isEqualTo(Status.UP);
    }

    @Test
    void isDegradedWhileTasksAreGivenOutAnew() {
        assertThat(status(RUNNING, REBALANCING)).isEqualTo(Status.DEGRADED);
    }

    @Test
    void isDownWhenAServiceHasEnded() {
        reasons.raise("any", "any");
        assertThat(status(RUNNING, STARTING, DEAD)).isEqualTo(Status.DOWN);
        assertThat(Status.DOWN.ready()).isFalse();
    }

    private Status status(ServiceState... states) {
        Map<String, ServiceState> services = new HashMap<>();
        for (ServiceState state : states) {
            services.put("service " + services.size(), state);
        }
        return new HealthReport(services, List.copyOf(reasons.raised())).status();
    }
}
