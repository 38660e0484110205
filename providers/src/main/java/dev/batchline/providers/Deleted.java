package dev.batchline.providers;

/** A file that is no longer there. */
public record Deleted() {}
