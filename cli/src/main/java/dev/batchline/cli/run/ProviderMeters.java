package dev.batchline.cli.run;

import dev.batchline.providers.CallListener;
import dev.batchline.runtime.metrics.MeterEntry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** Counts and times the calls to providers. */
public final class ProviderMeters implements CallListener {
    private static final MeterEntry CALLS = MeterEntry.timer(
            "batchline.provider.calls",
            "HTTP calls to a provider, repeats included, without the wait for their turn. The outcome is success, "
                    + "not_found, throttled, account_blocked, refused or unavailable.",
            "account",
            "operation",
            "outcome");

    /** Every meter of the calls. */
    public static final List<MeterEntry> ALL = List.of(CALLS);

    private final MeterRegistry registry;

    ProviderMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(String account, String operation, String outcome, Duration took) {
        registry.timer(CALLS.name(), "account", account, "operation", operation, "outcome", outcome)
                .record(took);
    }
}
