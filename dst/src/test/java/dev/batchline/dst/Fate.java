package dev.batchline.dst;

/** What becomes of one call. */
enum Fate {
    /** It is carried out and answered. */
    DONE,
    /** It never arrives, and that is all the caller learns. */
    REQUEST_LOST,
    /** It is carried out and the answer is lost. */
    REPLY_LOST,
    /** The caller gives up, and it is carried out after that. */
    CARRIED_OUT_LATE,
    /** The provider wants less to be asked: status 429. */
    THROTTLED,
    /** The provider wants somebody to act on the account: status 401. */
    BLOCKED,
    /** The provider never does it as it was asked: status 400. */
    REFUSED,
    /** It is not found, though it is there: status 404. */
    NOT_FOUND
}
