package dev.batchline.providers;

/**
 * A file that was copied to disk.
 *
 * @param bytes how many arrived
 */
public record Downloaded(long bytes) {}
