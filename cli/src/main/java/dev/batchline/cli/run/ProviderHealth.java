package dev.batchline.cli.run;

import dev.batchline.providers.CallListener;
import dev.batchline.runtime.operations.HealthReasons;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Tells from the calls to providers which account does not answer: the process waits, and a restart mends nothing. */
final class ProviderHealth implements CallListener {
    private static final Duration TOLD_AFTER = Duration.ofMinutes(1);
    private static final String UNAVAILABLE = "unavailable";

    private final HealthReasons health;
    private final Supplier<Duration> elapsed;
    private final Map<String, Duration> silent = new ConcurrentHashMap<>();

    /**
     * Begins to listen.
     *
     * @param elapsed a clock that only moves forward
     */
    ProviderHealth(HealthReasons health, Supplier<Duration> elapsed) {
        this.health = health;
        this.elapsed = elapsed;
    }

    @Override
    public void called(String account, String operation, String outcome, Duration took) {
        String code = "provider_unreachable/" + account;
        if (!outcome.equals(UNAVAILABLE)) {
            silent.remove(account);
            health.clear(code);
            return;
        }
        Duration now = elapsed.get();
        Duration since = silent.computeIfAbsent(account, unheard -> now);
        if (now.minus(since).compareTo(TOLD_AFTER) >= 0) {
            health.raise(
                    code,
                    "Account " + account + " has answered no call for "
                            + now.minus(since).toMinutes()
                            + " min: its provider or the way there is down. Nothing is lost; everything goes on by"
                            + " itself when it answers.");
        }
    }
}
