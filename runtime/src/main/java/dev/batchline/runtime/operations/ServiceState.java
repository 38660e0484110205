package dev.batchline.runtime.operations;

/** How far a service is. */
public enum ServiceState {
    /** It has not had all its tasks yet. */
    STARTING,
    /** Every task is assigned and restored. */
    RUNNING,
    /** It ran, and tasks are being given out anew. */
    REBALANCING,
    /** It has ended by itself. */
    DEAD
}
