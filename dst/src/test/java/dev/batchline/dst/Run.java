package dev.batchline.dst;

import dev.batchline.runtime.Directories;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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

    /** A run of which everything is given but what the dice say. */
    static Run fixed(long seed, Scenario scenario, Faults faults, Path directory) {
        return of(new Dice(seed), scenario, faults, new World[1], directory.resolve("fixed-" + seed), false);
    }

    private static Run of(Dice dice, Scenario scenario, Faults faults, World[] world, Path directory, boolean traced) {
        World made = new World(dice, scenario, faults, directory, traced);
        world[0] = made;
        List<String> broken = inVirtualThread(made::run);
        Directories.deleteTree(directory);
        return new Run(
                broken, made.watch().covered(), made.traced(), made.schedule().steps());
    }

    /** Beside the threads of the simulation, so that to hand over from one to the other is no matter for the system. */
    private static <T> T inVirtualThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("simulation").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulation failed", e);
        }
    }
}
