package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is not blind: with any one guard taken away, a promise is broken before long. */
class GuardsTest {
    private static final int SEEDS = 1_500;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void isMissed(Guard guard) throws IOException {
        Optional<String> broken = Optional.empty();
        Guard.Away away = guard.takeAway();
        try {
            for (int seed = 1; seed <= SEEDS && broken.isEmpty(); seed++) {
                int number = seed;
                Run run = Run.random(seed, directory, false);
                broken = run.broken().stream().findFirst().map(what -> "seed " + number + ": " + what);
            }
        } finally {
            away.close();
        }
        System.out.println(guard + " " + broken.orElse("is not missed"));
        assertThat(broken).as("what is broken without %s", guard).isPresent();
    }
}
