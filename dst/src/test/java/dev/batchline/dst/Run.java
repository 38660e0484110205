package dev.batchline.dst;

import dev.batchline.runtime.Directories;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run that has ended.
 *
 * @param broken promises that were not kept
 * @param covered what happened, and how often
 * @param trace what happened, if it was written down
 * @param steps how many things happened
 */
record Run(List<String> broken, Map<String, Integer> covered, List<String> trace, long steps) {
    /** A run in which everything follows from a seed. */
    static Run random(long seed, Path directory, boolean traced) {
        Dice dice = new Dice(seed);
        Scenario scenario = Scenario.random(dice);
        World[] world = new World[1];
        Faults faults = new RandomFaults(dice, () -> world[0] == null ? Instant.MIN : world[0].now());
        return of(dice, scenario, faults, world, directory.resolve("seed-" + seed), traced);
    }

    private static Run of(Dice dice, Scenario scenario, Faults faults, World[] world, Path directory, boolean traced) {
        World made = new World(dice, scenario, faults, directory, traced);
        world[0] = made;
        List<String> broken = made.run();
        Directories.deleteTree(directory);
        return new Run(
                broken, made.watch().covered(), made.traced(), made.schedule().steps());
    }
}
