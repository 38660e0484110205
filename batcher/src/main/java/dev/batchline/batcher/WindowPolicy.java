package dev.batchline.batcher;

import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.WindowFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides when a window closes. */
final class WindowPolicy {
    /** A task counts as caught up when nothing came for so long. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Duration YOUNG = Duration.ofSeconds(5);

    private WindowPolicy() {}

    /** Why a window has to close before it takes a line, if it has to. An empty window takes any line. */
    static Optional<CloseTrigger> beforeLine(WindowFacts window, Line line, WindowLimits limits) {
        if (window.requests() == 0) {
            return Optional.empty();
        }
        if (window.requests() >= limits.requests()) {
            return Optional.of(CloseTrigger.COUNT);
        }
        if (window.bytes() + line.bytes() > limits.bytes()
                || window.manifestBytes() + line.manifestBytes() > limits.manifestBytes()) {
            return Optional.of(CloseTrigger.BYTES);
        }
        if (window.tokens() > limits.tokens() - line.tokens()) {
            return Optional.of(CloseTrigger.TOKENS);
        }
        return window.inputs() > limits.inputs() - line.inputs() ? Optional.of(CloseTrigger.INPUTS) : Optional.empty();
    }

    /** Why a window closes with the line that it took last, if it does. */
    static Optional<CloseTrigger> afterLine(WindowFacts window, WindowLimits limits) {
        return window.requests() >= limits.requests() ? Optional.of(CloseTrigger.COUNT) : Optional.empty();
    }

    /**
     * Whether a window has waited long enough, given how far the task is behind and what may still be created. What lay
     * in the request topics when its linger was over is in its lane by then, however long that was in being routed.
     */
    static boolean lingerOver(WindowFacts window, Duration linger, Creations creations, Backlog backlog, Instant now) {
        return old(window, linger, now)
                && stillOpen(window, linger, creations, backlog, now).isEmpty();
    }

    /** Why a window goes on being open whose linger is over, if it does. */
    static Optional<LaneView.StillOpen> stillOpen(
            WindowFacts window, Duration linger, Creations creations, Backlog backlog, Instant now) {
        Optional<Duration> longer = stretched(linger, creations);
        if (longer.filter(stretched -> old(window, stretched, now)).isEmpty()) {
            Instant until = longer.map(window.openedAt()::plus).orElse(null);
            return Optional.of(new LaneView.StillOpen.Creations(until, creations.most()));
        }
        if (backlog.routedUntil().isBefore(window.openedAt().plus(linger))) {
            return Optional.of(new LaneView.StillOpen.Routing());
        }
        return caughtUp(linger, backlog, now) ? Optional.empty() : Optional.of(new LaneView.StillOpen.CatchingUp());
    }

    /**
     * The linger near the limit of creations: as it is while at least half of them is left, twice as long with a
     * quarter left, ten times with a twentieth. Nothing if none is left: then only windows that are full close.
     */
    static Optional<Duration> stretched(Duration linger, Creations creations) {
        int left = creations.most() - creations.used();
        if (left <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                2L * left >= creations.most()
                        ? linger
                        : linger.multipliedBy(creations.most()).dividedBy(2L * left));
    }

    private static boolean old(WindowFacts window, Duration linger, Instant now) {
        return !window.openedAt().plus(linger).isAfter(now);
    }

    private static boolean caughtUp(Duration linger, Backlog backlog, Instant now) {
        return backlog.sinceLast().compareTo(SILENCE) >= 0
                || backlog.lastRecord().plus(young(linger)).isAfter(now);
    }

    /**
     * How old a record may be for its task to count as caught up. It is at most half the linger: a window that begins
     * with a record of a task that is caught up is then open for the other half at least.
     */
    private static Duration young(Duration linger) {
        Duration quarter = linger.dividedBy(4);
        Duration young = quarter.compareTo(YOUNG) > 0 ? quarter : YOUNG;
        Duration half = linger.dividedBy(2);
        return young.compareTo(half) > 0 ? half : young;
    }

    /**
     * What a line adds to a window.
     *
     * @param bytes its line feed included
     * @param tokens estimated prompt tokens
     * @param inputs texts to embed
     * @param manifestBytes what its manifest grows by, about
     */
    record Line(long bytes, long tokens, long inputs, long manifestBytes) {}

    /**
     * How many batches a pool's accounts may create in an hour.
     *
     * @param used those of the last hour, and those that closed windows wait for
     * @param most all of them
     */
    record Creations(int used, int most) {}

    /**
     * How far a task is behind.
     *
     * @param lastRecord the broker's time of the last record it took
     * @param sinceLast how long ago it took it
     * @param routedUntil all that lay in the request topics then has been put into lanes
     */
    record Backlog(Instant lastRecord, Duration sinceLast, Instant routedUntil) {}
}
