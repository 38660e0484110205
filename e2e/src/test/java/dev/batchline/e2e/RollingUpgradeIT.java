package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation of an older program is replaced process by process by this one, while there are windows in every
 * phase; then it goes back again. {@code dev/rolling-upgrade.sh} builds the older program.
 */
@Tag("long")
@EnabledIfSystemProperty(named = RollingUpgradeIT.FROM, matches = ".+")
class RollingUpgradeIT {
    /** The class path of the older program. */
    static final String FROM = "batchline.upgrade.from";

    /** The order that docs/upgrading.md tells. */
    private static final List<String> ORDER = List.of("joiner", "poller", "batcher");

    private final List<StopRound> rounds = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void losesNothingAndDoesNothingTwice() throws Exception {
        String older = System.getProperty(FROM, "");
        String newer = System.getProperty("java.class.path");
        try (Installation installation =
                        new Installation(directory, List.of("--speed", "8"), SharedInstallation.SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config())) {
            installation.program(older);
            installation.startAndAwait(Installation.SERVICES);
            for (String service : ORDER) {
                replace(installation, outcomes, service, newer);
            }
            for (String service : ORDER.reversed()) {
                replace(installation, outcomes, service, older);
            }
            installation.provider().assertNothingExecutedTwice();
        }
    }

    /** Stops a service in good order while windows of five lanes are in a phase each, and starts the other program. */
    private void replace(Installation installation, Outcomes outcomes, String service, String program)
            throws Exception {
        try (StopRound round = new StopRound(installation, outcomes, service + rounds.size())) {
            rounds.add(round);
            round.prepare(Hold.Side.BEFORE_PROVIDER);
            var unused = round.stop(service, false);
            installation.program(program);
            installation.startAndAwait(Installation.SERVICES);
            round.awaitEnd();
            assertThat(round.extraCreates()).as("after %s", service).isEmpty();
        }
    }
}
