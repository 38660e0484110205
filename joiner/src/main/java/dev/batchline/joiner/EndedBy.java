package dev.batchline.joiner;

/** Who ended a batch, from which follows what becomes of the items that it did not execute. */
enum EndedBy {
    /** The provider, of its own accord. */
    PROVIDER,
    /** We, since it was past its time: such items are treated like those of an expired batch. */
    OVERDUE,
    /** An operator, or somebody at the provider: nothing of it is sent again. */
    OPERATOR
}
