package dev.batchline.simulator;

import java.time.InstantSource;
import java.util.List;

/** The script of faults that a simulator plays, which can be replaced while it runs. */
final class FaultScript {

    private final long seed;
    private final InstantSource time;
    private volatile FaultPlay play;

    FaultScript(Faults faults, long seed, InstantSource time) {
        this.seed = seed;
        this.time = time;
        this.play = new FaultPlay(faults, seed, time);
    }

    /** What is played now. */
    FaultPlay play() {
        return play;
    }

    /** Ends what was played and plays other faults, beginning with the batches that are there, oldest first. */
    void set(Faults faults, List<Batch> existing) {
        FaultPlay next = new FaultPlay(faults, seed, time);
        existing.forEach(batch -> next.meet(batch, true));
        play = next;
    }
}
