package dev.batchline.batcher;

import java.time.Instant;
import java.util.Locale;

/**
 * Why a closed window does not go on.
 *
 * @param reason for programs
 * @param until when it is looked at again at the latest
 * @param words for people
 */
record Waiting(Reason reason, Instant until, String words) {
    /** The same reason, looked at again no later than this. */
    Waiting noLaterThan(Instant latest) {
        return until.isAfter(latest) ? new Waiting(reason, latest, words) : this;
    }

    /** What keeps a window waiting. */
    enum Reason {
        /** Its tokens do not fit into the provider's queue. */
        BUDGET,
        /** The account's creations of the hour are used up. */
        CREATIONS,
        /** The account needs somebody to act. */
        ACCOUNT_BLOCKED,
        /** The provider wants fewer calls of the account. */
        ACCOUNT_THROTTLED,
        /** The account is not configured. */
        ACCOUNT_UNKNOWN,
        /** An operator paused its lane. */
        PAUSED,
        /** Its file has to be made again, and the spool has no room for it. */
        ROOM,
        /** Something failed and is tried again. */
        BACK_OFF,
        /** Its batch failed before any of it was done: the provider's queue was full, or the account was refused. */
        RETRY,
        /** Nobody knows whether there is a batch, and one may still show up. */
        UNCERTAIN,
        /** The lease is not renewed yet. */
        LEASE;

        /** The word in meters and logs. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
