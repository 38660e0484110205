package dev.batchline.cli.replay;

import java.time.Duration;
import java.util.function.Consumer;

/** Tells every few seconds how far a replay has come. */
final class ProgressLines implements Replayer.Progress {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Consumer<String> says;
    private long last = System.nanoTime();

    ProgressLines(Consumer<String> says) {
        this.says = says;
    }

    @Override
    public void committed(ReplayTable all) {
        if (System.nanoTime() - last > EVERY.toNanos()) {
            last = System.nanoTime();
            says.accept(all.count(ReplayTable.Action.SEND) + " sent, " + all.count(ReplayTable.Action.SKIP)
                    + " replayed before, " + all.count(ReplayTable.Action.CANNOT) + " cannot be sent");
        }
    }
}
