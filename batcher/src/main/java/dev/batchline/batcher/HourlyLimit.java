package dev.batchline.batcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many in any hour; what happened in an earlier process is not counted. */
final class HourlyLimit {
    private static final Duration HOUR = Duration.ofHours(1);

    private final int most;
    private final Deque<Instant> taken = new ArrayDeque<>();

    HourlyLimit(int most) {
        this.most = most;
    }

    /** When the next one is allowed; a time that has passed if it is now. */
    synchronized Instant allowed() {
        return taken.size() < most ? Instant.MIN : taken.getFirst().plus(HOUR);
    }

    /** How many are allowed now. */
    synchronized int left(Instant now) {
        Instant anHourAgo = now.minus(HOUR);
        return most
                - (int) taken.stream().filter(time -> time.isAfter(anHourAgo)).count();
    }

    /** Counts one less: the last one did not happen after all. */
    synchronized void giveBack() {
        taken.pollLast();
    }

    /** Counts one. */
    synchronized void take(Instant now) {
        taken.addLast(now);
        if (taken.size() > most) {
            taken.removeFirst();
        }
    }
}
