package dev.batchline.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The eight statuses of a batch and the steps between them. */
enum BatchStatus {
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    /** The word on the wire. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Every word on the wire. */
    static List<String> words() {
        return Arrays.stream(values()).map(BatchStatus::word).toList();
    }

    /** Statuses that may follow directly. */
    Set<BatchStatus> next() {
        return switch (this) {
            case VALIDATING -> Set.of(FAILED, IN_PROGRESS, CANCELLING);
            case IN_PROGRESS -> Set.of(FAILED, FINALIZING, CANCELLING);
            case FINALIZING -> Set.of(FAILED, COMPLETED, EXPIRED, CANCELLING);
            case CANCELLING -> Set.of(FAILED, CANCELLED);
            case FAILED, COMPLETED, EXPIRED, CANCELLED -> Set.of();
        };
    }

    boolean terminal() {
        return next().isEmpty();
    }
}
