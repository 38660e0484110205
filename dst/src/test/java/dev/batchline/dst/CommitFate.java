package dev.batchline.dst;

/** What becomes of a commit. */
enum CommitFate {
    /** It is carried out and answered. */
    DONE,
    /** It is carried out and the answer is lost. */
    REPLY_LOST,
    /** It never arrives, and that is all the producer learns. */
    REQUEST_LOST
}
