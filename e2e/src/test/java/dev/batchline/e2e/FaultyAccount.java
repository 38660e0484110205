package dev.batchline.e2e;

import dev.batchline.simulator.FaultFile;
import dev.batchline.simulator.Faults;
import dev.batchline.simulator.Phases;
import dev.batchline.simulator.SimulatedTime;
import dev.batchline.simulator.Simulator;
import dev.batchline.simulator.SimulatorConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/**
 * An account at a provider of its own that plays a script of faults.
 *
 * @param name the account's name, which is the model of its requests and begins their custom_ids
 * @param faults the script: the objects of a fault file's array, with single quotes for double ones
 * @param phases how long its batches stay in each status, in its time
 */
record FaultyAccount(String name, String faults, Phases phases) {
    /** Seconds that pass at the provider in one of ours. */
    static final int SPEED = 8;

    private static final Duration FOR_EVER = Duration.ofDays(2);

    /** An account at a provider that plays this. */
    static FaultyAccount of(String name, String faults) {
        return new FaultyAccount(name, faults, Phases.recorded());
    }

    /** A script from the objects of a fault file's array, with single quotes for double ones. */
    static Faults script(String name, String faults) {
        String file = "{\"faults\":[" + faults.replace('\'', '"') + "]}";
        return FaultFile.parse(name, file.getBytes(StandardCharsets.UTF_8));
    }

    /** The same at a provider that takes so long for a batch before it executes the first line. */
    FaultyAccount validating(Duration ours) {
        Phases slow = new Phases(
                ours.multipliedBy(SPEED),
                Duration.ofSeconds(4),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                FOR_EVER);
        return new FaultyAccount(name, faults, slow);
    }

    /** Starts its provider. */
    Simulator start() {
        return Simulator.start(SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), SPEED))
                .phases(phases)
                .faults(script(name, faults))
                .build());
    }
}
