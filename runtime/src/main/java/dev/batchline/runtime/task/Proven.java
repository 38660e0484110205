package dev.batchline.runtime.task;

import dev.batchline.schemas.Lease;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of the records that a life forwarded are known to be committed: those that were forwarded before a lease that
 * was read back, since one is read back only when its transaction is committed.
 */
final class Proven {
    private final Map<Instant, Long> forwardedAtLease = new HashMap<>();
    private long forwarded;
    private long proven;

    /** A record was forwarded. */
    void forwarded() {
        forwarded++;
    }

    /** A lease was forwarded. */
    void wrote(Lease lease) {
        forwardedAtLease.put(lease.writtenAt(), forwarded);
    }

    /** A lease was read back; true if records are known to be committed that were not before. */
    boolean readBack(Lease lease) {
        Long upTo = forwardedAtLease.remove(lease.writtenAt());
        if (upTo == null) {
            return false;
        }
        forwardedAtLease.values().removeIf(earlier -> earlier < upTo);
        boolean more = upTo > proven;
        proven = Math.max(proven, upTo);
        return more;
    }

    /** Whether there are records of which it is not known. */
    boolean uncertain() {
        return forwarded > proven;
    }
}
