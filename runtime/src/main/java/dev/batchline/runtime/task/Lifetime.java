package dev.batchline.runtime.task;

import dev.batchline.schemas.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The arithmetic of one life's lease. A life has begun once its first lease was read back from its topic, holds for
 * half a session timeout after the newest lease that was read back was written, by both clocks, and is lost when
 * another life's lease follows its own.
 */
final class Lifetime {
    private final String id;
    private final Duration sessionTimeout;
    private final Map<Instant, Duration> written = new HashMap<>();
    private volatile boolean begun;
    private volatile boolean lost;
    private volatile boolean ended;
    private Instant renewAt = Instant.MIN;
    private Duration renewAtElapsed = Duration.ZERO;
    private volatile LeaseHold hold = LeaseHold.NONE;
    private volatile Duration leaseWritten = Duration.ZERO;

    /**
     * A life that has written nothing yet.
     *
     * @param sessionTimeout after which the group gives a silent member's partitions to another
     */
    Lifetime(String id, Duration sessionTimeout) {
        this.id = id;
        this.sessionTimeout = sessionTimeout;
    }

    String id() {
        return id;
    }

    /** Whether a lease has to be written: at first, and then every quarter of a session timeout, by either clock. */
    boolean renewalDue(Instant now, Duration elapsed) {
        return !lost && (!now.isBefore(renewAt) || elapsed.compareTo(renewAtElapsed) >= 0);
    }

    /** The lease to write now. */
    Lease renew(Instant now, Duration elapsed) {
        renewAt = now.plus(sessionTimeout.dividedBy(4));
        renewAtElapsed = elapsed.plus(sessionTimeout.dividedBy(4));
        written.putIfAbsent(now, elapsed);
        return Lease.of(id, now);
    }

    /** Takes note of a lease on our partition; true if the life begins with it. */
    boolean readBack(Lease lease) {
        if (!lease.life().equals(id)) {
            lost = lost || begun;
            return false;
        }
        Duration writtenElapsed = written.remove(lease.writtenAt());
        if (writtenElapsed != null) {
            leaseWritten = writtenElapsed;
            hold = new LeaseHold(lease.writtenAt().plus(half()), writtenElapsed.plus(half()));
            written.values().removeIf(earlier -> earlier.compareTo(writtenElapsed) < 0);
        }
        boolean begins = !begun;
        begun = true;
        return begins;
    }

    /** Whether another life's lease followed one of its own. */
    boolean lost() {
        return lost;
    }

    /** Whether the first lease was read back and the life is not lost. */
    boolean begun() {
        return begun && !lost;
    }

    /** Whether the first lease was ever read back. */
    boolean everBegun() {
        return begun;
    }

    /** Seconds since the newest lease that was read back was written; not a number before there is one. */
    double sinceLease(Duration elapsed) {
        return begun ? elapsed.minus(leaseWritten).toMillis() / 1_000.0 : Double.NaN;
    }

    /** How long an effect that costs money may start. Any thread may ask. */
    LeaseHold hold() {
        return begun() && !ended ? hold : LeaseHold.NONE;
    }

    /** The task gives its partition up: the lease holds no longer, whatever the clocks say. */
    void end() {
        ended = true;
    }

    private Duration half() {
        return sessionTimeout.dividedBy(2);
    }
}
