package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the request topics when a window waits for it, off the stream threads, for all tasks of a process. */
final class RouterWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RouterWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Supplier<Map<TopicPartition, RouterProgress.Place>> look;
    private final Clocks clocks;
    private final RouterProgress progress = new RouterProgress();
    private Instant blindUntil = Instant.MIN;
    private Duration lookedAt = Duration.ZERO;
    private boolean looking;
    private volatile boolean wasBlind;

    /**
     * A watch.
     *
     * @param look reads the ends of the request topics, then what is committed
     */
    RouterWatch(Supplier<Map<TopicPartition, RouterProgress.Place>> look, Clocks clocks) {
        this.look = look;
        this.clocks = clocks;
    }

    /**
     * Until when all that lay in the request topics is known to be routed; if that is before the time wanted, a look
     * begins that may tell more when this is asked again. A look that fails does not keep windows open.
     */
    synchronized Instant routedUntil(Instant wanted) {
        Instant known = progress.routedUntil().isAfter(blindUntil) ? progress.routedUntil() : blindUntil;
        boolean due = clocks.elapsed().minus(lookedAt).compareTo(LOOK_EVERY) >= 0;
        if (known.isBefore(wanted) && !looking && due) {
            looking = true;
            Thread unused = Thread.ofVirtual().name("router-watch").start(this::look);
        }
        return known;
    }

    private void look() {
        Instant at = clocks.now();
        Runnable change = () -> blindUntil = at;
        boolean blind = true;
        try {
            Map<TopicPartition, RouterProgress.Place> seen = look.get();
            change = () -> progress.take(seen, at);
            blind = false;
        } catch (RuntimeException e) {
            if (!wasBlind) {
                LOG.atWarn()
                        .setCause(e)
                        .log("How far the request topics are routed cannot be seen; windows close by age");
            }
        } finally {
            wasBlind = blind;
            end(change);
        }
    }

    private synchronized void end(Runnable change) {
        change.run();
        looking = false;
        lookedAt = clocks.elapsed();
    }
}
