package dev.batchline.batcher;

/** What operators want to become of a window. */
enum Wish {
    /** Nothing special. */
    NONE,
    /** No work on some requests, which it may hold: nobody has looked yet. */
    LOOK,
    /** No work on some of its requests. */
    PART,
    /** No work on any of its requests. */
    WHOLE;

    /** Whether no batch is to be made of it as it is. */
    boolean unwanted() {
        return this == PART || this == WHOLE;
    }
}
