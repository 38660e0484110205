package dev.batchline.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in good order on Ctrl-C or SIGTERM: the signal is seen by the command's own thread, and the
 * process stays until the command has closed this.
 */
public final class UntilSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CountDownLatch signalled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    public UntilSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onExit, "exit"));
    }

    /** Waits at most this long; true once the signal has come. */
    public boolean await(Duration atMost) throws InterruptedException {
        return signalled.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the signal has come. */
    public boolean came() {
        return signalled.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void onExit() {
        signalled.countDown();
        try {
            boolean unused = closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
