package dev.batchline.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The calls to providers are timed by account, operation and outcome. */
class ProviderMetersTest {
    @Test
    void timesCallsByAccountOperationAndOutcome() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ProviderMeters meters = new ProviderMeters(registry);
        meters.called("main", "retrieve", "success", Duration.ofMillis(20));
        meters.called("main", "retrieve", "success", Duration.ofMillis(30));
        meters.called("main", "list", "throttled", Duration.ofMillis(5));
        assertThat(registry.get("batchline.provider.calls")
                        .tags("account", "main", "operation", "retrieve", "outcome", "success")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(50);
        for (Meter meter : registry.getMeters()) {
            assertThat(ProviderMeters.ALL)
                    .anySatisfy(entry ->
                            assertThat(entry.name()).isEqualTo(meter.getId().getName()))
                    .anySatisfy(entry -> assertThat(entry.tags())
                            .containsExactlyElementsOf(meter.getId().getTags().stream()
                                    .map(Tag::getKey)
                                    .toList()));
        }
    }
}
