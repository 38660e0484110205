package dev.batchline.runtime.task;

import dev.batchline.runtime.operations.ChunkLimit;

/**
 * How much a task may forward from one punctuation.
 *
 * @param records at most
 * @param bytes at most, if that is more than one record
 */
public record Chunk(int records, int bytes) {
    /** As much as any task may forward at once. */
    public static final Chunk LARGEST = new Chunk(ChunkLimit.MOST_RECORDS, ChunkLimit.MOST_BYTES);
}
