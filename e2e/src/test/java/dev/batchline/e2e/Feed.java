package dev.batchline.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends requests of several models again and again until it is stopped. */
final class Feed implements AutoCloseable {
    private final Installation installation;
    private final int each;
    private final Map<String, Requests> sent = new LinkedHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /**
     * Begins to send.
     *
     * @param each how many of each model at a time
     */
    Feed(Installation installation, Collection<String> models, int each, Duration every) {
        this.installation = installation;
        this.each = each;
        models.forEach(model -> sent.put(model, Requests.of(model, 0)));
        var unused = thread.scheduleWithFixedDelay(this::send, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void send() {
        List<byte[]> lines = new ArrayList<>();
        sent.replaceAll((model, before) -> {
            Requests next = before.next(each);
            next.lines().forEach(lines::add);
            return next;
        });
        installation.send(lines);
    }

    /** Ends it; gives everything that it sent. */
    List<Requests> stop() {
        close();
        synchronized (this) {
            return sent.values().stream().map(Requests::all).toList();
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the feed does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
