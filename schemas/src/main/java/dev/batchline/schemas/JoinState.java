package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the joining of one window has come. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JoinState.Publishing.class, name = "publishing"),
    @JsonSubTypes.Type(value = JoinState.Held.class, name = "held"),
    @JsonSubTypes.Type(value = JoinState.RetryCreate.class, name = "retry_create"),
    @JsonSubTypes.Type(value = JoinState.Done.class, name = "done")
})
public sealed interface JoinState {
    /**
     * Its items are being published.
     *
     * @param next the first line that is not published yet, from 0
     * @param total how many lines the window has
     */
    record Publishing(int next, int total) implements JoinState {}

    /**
     * It cannot be joined yet and is tried again.
     *
     * @param code the reason, for programs
     * @param message the reason, for people
     * @param since when it was first seen
     */
    record Held(String code, String message, Instant since) implements JoinState {}

    /**
     * The batch ended before it did anything: the batcher shall create it again.
     *
     * @param code the provider's word for why
     * @param submission the submission that ended so
     * @param notBefore the create waits until then
     */
    record RetryCreate(String code, int submission, Instant notBefore) implements JoinState {}

    /**
     * Every item has its outcome: {@code completed + failed + resubmitted} is the window's number of requests.
     *
     * @param completed items with an answer
     * @param failed items that ended without one, each of them also a dead letter
     * @param resubmitted items that were put into a new window
     * @param tokens how well prompt tokens were estimated; null if no answer told
     * @param filesNeeded true if the batch's result files hold, or may hold, what is on no topic; null if they do not
     */
    record Done(
            long completed,
            long failed,
            long resubmitted,
            @Nullable TokenUse tokens,
            @Nullable Boolean filesNeeded) implements JoinState {
        /** Without a word about tokens, and with files that nobody needs. */
        public Done(long completed, long failed, long resubmitted) {
            this(completed, failed, resubmitted, null, null);
        }

        /** Whether somebody may still need the batch's result files. */
        @JsonIgnore
        public boolean needsFiles() {
            return Boolean.TRUE.equals(filesNeeded);
        }
    }

    /**
     * Prompt tokens of the items whose answer tells them.
     *
     * @param bytes of these items' request lines
     * @param used tokens by the provider's count
     */
    record TokenUse(long bytes, long used) {}
}
