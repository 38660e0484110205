package dev.batchline.batcher;

import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** At most so many in any hour; what happened in an earlier process is not counted. */
final class HourlyLimit {
    private static final Duration HOUR = Duration.ofHours(1);

    private final int most;
    private final Deque<Instant> taken = new ArrayDeque<>();
    private final Set<WindowId> waiting = new HashSet<>();

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

    /** How many there are in an hour. */
    int most() {
        return most;
    }

    /** How many of the hour that ends now are taken, or will be by those who wait. */
    synchronized int used(Instant now) {
        Instant hourAgo = now.minus(HOUR);
        return waiting.size()
                + (int) taken.stream().filter(at -> at.isAfter(hourAgo)).count();
    }

    /** Takes note of who will take one as soon as it can. */
    synchronized void waits(WindowId who) {
        waiting.add(who);
    }

    /** Takes note of who no longer will. */
    synchronized void waitsNoMore(WindowId who) {
        waiting.remove(who);
    }

    /** Counts one. */
    synchronized void take(Instant now) {
        taken.addLast(now);
        if (taken.size() > most) {
            taken.removeFirst();
        }
    }
}
