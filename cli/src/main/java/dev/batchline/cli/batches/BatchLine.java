package dev.batchline.cli.batches;

import dev.batchline.schemas.WindowId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the topics tell of one window and its batch.
 *
 * @param window the window
 * @param batchId the provider's id of the batch; null if there is none yet
 * @param account what it is sent through; null if that is not decided yet
 * @param model the model of its requests
 * @param standing where it stands
 * @param openedAt when its first request came, or the earliest that is known of it
 * @param counts how many requests it has and what became of them
 * @param attempt which submission it is, from 1
 * @param ended whether nothing more will happen to it
 */
record BatchLine(
        WindowId window,
        @Nullable String batchId,
        @Nullable String account,
        String model,
        Standing standing,
        Instant openedAt,
        Counts counts,
        int attempt,
        boolean ended) {
    /**
     * Where a window stands.
     *
     * @param word a word of {@link WindowStory#WORDS}
     * @param since when it came to stand there
     */
    record Standing(String word, Instant since) {}

    /**
     * What became of a window's requests: the provider's own count until they are published, then ours.
     *
     * @param requests how many there are
     * @param completed with an answer
     * @param failed ended without one
     * @param resubmitted put into a new window
     */
    record Counts(long requests, long completed, long failed, long resubmitted) {}
}
