package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that took over and froze before it read anything does no harm when it wakes. */
class FrozenHeirTest {
    private static final int SEEDS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"batcher", "poller", "joiner"})
    void doesNoHarm(String service) {
        int frozen = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            FrozenHeir heir = FrozenHeir.of(service, seed);
            Run run = Run.fixed(seed, Scenario.patient(), heir, directory);
            assertThat(run.broken()).as("seed %d", seed).isEmpty();
            frozen += heir.over() ? 1 : 0;
        }
        assertThat(frozen).as("runs in which one froze").isGreaterThan(SEEDS / 2);
    }
}
