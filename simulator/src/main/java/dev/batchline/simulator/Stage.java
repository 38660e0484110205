package dev.batchline.simulator;

/** A status that a batch can stick in. */
public enum Stage {
    /** Before its input is checked. */
    VALIDATING,
    /** While lines run. */
    IN_PROGRESS,
    /** After the last line. */
    FINALIZING
}
