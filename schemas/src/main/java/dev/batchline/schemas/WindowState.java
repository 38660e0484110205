package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a window stands on its way to a batch. Each state has the transitions that are legal from it and no others.
 *
 * <pre>
 * Open ─▶ Sealed ─▶ Uploaded ─▶ Submitted          two-step providers
 *            │ ▲        │ ▲         │
 *            │ └────────┘ └─────────┘               file gone; create again
 *            └─▶ Creating ─▶ Submitted              one-call providers
 * Sealed, Uploaded, Creating ─▶ Rejected;  Submitted ─▶ Submitted when its end is asked for
 * every state without a batch, and Submitted whose batch ended before it did anything ─▶ Cancelled
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WindowState.Open.class, name = "open"),
    @JsonSubTypes.Type(value = WindowState.Sealed.class, name = "sealed"),
    @JsonSubTypes.Type(value = WindowState.Uploaded.class, name = "uploaded"),
    @JsonSubTypes.Type(value = WindowState.Creating.class, name = "creating"),
    @JsonSubTypes.Type(value = WindowState.Submitted.class, name = "submitted"),
    @JsonSubTypes.Type(value = WindowState.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = WindowState.Cancelled.class, name = "cancelled")
})
public sealed interface WindowState {
    /** The wire word of this state. */
    @JsonIgnore
    String word();

    /** Takes requests. It lives in the store only and is no event. */
    record Open() implements WindowState {
        @Override
        public String word() {
            return "open";
        }

        /** Closed for requests, to be sent through this account. */
        public Sealed seal(String account, Instant now) {
            return new Sealed(account, 1, List.of(), now);
        }

        /** Dropped before anything was sent. */
        public Cancelled cancel(Instant now) {
            return new Cancelled(null, now);
        }
    }

    /**
     * Closed and waiting for its file to be at the provider.
     *
     * @param account what it is sent through
     * @param submission the number that its next create will carry, from 1
     * @param batchIds batches that earlier submissions of it led to
     * @param sealedAt when it was closed
     */
    record Sealed(String account, int submission, List<String> batchIds, Instant sealedAt) implements WindowState {
        public Sealed {
            batchIds = List.copyOf(batchIds);
        }

        @Override
        public String word() {
            return "sealed";
        }

        /** The file is at the provider: the intent to create a batch of it. */
        public Uploaded uploaded(String fileId, String life, Instant takenAt) {
            return new Uploaded(account, fileId, submission, batchIds, life, takenAt, null);
        }

        /** The intent to create a batch in one call, at a provider without files. */
        public Creating creating(String life, Instant notBefore) {
            return new Creating(account, submission, batchIds, life, notBefore);
        }

        /** Refused for good. */
        public Rejected reject(String code, String message, Instant now) {
            return new Rejected(account, code, message, now);
        }

        /** Dropped before a batch was asked for. */
        public Cancelled cancel(Instant now) {
            return new Cancelled(account, now);
        }
    }

    /**
     * The intent to create a batch of an uploaded file: committed before the create is sent, so that whoever comes
     * next knows what to look for.
     *
     * @param account what it is sent through
     * @param fileId the provider's id of the uploaded file
     * @param submission the number that the create carries in its metadata, from 1
     * @param batchIds batches that earlier submissions led to, which are not the one looked for
     * @param life the life of the task that wrote the intent; only that one may create from it. Null if that life has
     *     withdrawn it: it was never acted on and never will be
     * @param uploadedAt when the provider took the file, by its clock if it told, else by ours
     * @param notBefore the create waits until then; null for at once
     */
    record Uploaded(
            String account,
            String fileId,
            int submission,
            List<String> batchIds,
            @Nullable String life,
            Instant uploadedAt,
            @Nullable Instant notBefore)
            implements WindowState {
        public Uploaded {
            batchIds = List.copyOf(batchIds);
        }

        @Override
        public String word() {
            return "uploaded";
        }

        /** A batch answers the intent. */
        public Submitted submitted(String batchId, SubmittedHow how, Instant now) {
            return new Submitted(account, fileId, batchId, submission, batchIds, how, now, null);
        }

        /** The life that wrote the intent ends without ever having acted on it. */
        public Uploaded withdraw() {
            return new Uploaded(account, fileId, submission, batchIds, null, uploadedAt, notBefore);
        }

        /** The same intent, of a life that takes a withdrawn one over. */
        public Uploaded takeOver(String newLife) {
            return new Uploaded(account, fileId, submission, batchIds, newLife, uploadedAt, notBefore);
        }

        /** A new intent on another file, after nothing was found for this one and its file was deleted. */
        public Uploaded renewed(String newFileId, String newLife, Instant takenAt) {
            return new Uploaded(account, newFileId, submission + 1, batchIds, newLife, takenAt, null);
        }

        /** The file is gone: upload again. */
        public Sealed fileGone(Instant now) {
            return new Sealed(account, submission + 1, batchIds, now);
        }

        /** The provider refused the file or the request for good. */
        public Rejected reject(String code, String message, Instant now) {
            return new Rejected(account, code, message, now);
        }

        /** Dropped before a batch was created. */
        public Cancelled cancel(Instant now) {
            return new Cancelled(account, now);
        }
    }

    /**
     * The intent to create a batch in one call.
     *
     * @param account what it is sent through
     * @param submission the number of this create, from 1
     * @param batchIds batches that earlier submissions led to
     * @param life the life of the task that wrote the intent
     * @param notBefore no batch created before this answers the intent
     */
    record Creating(String account, int submission, List<String> batchIds, String life, Instant notBefore)
            implements WindowState {
        public Creating {
            batchIds = List.copyOf(batchIds);
        }

        @Override
        public String word() {
            return "creating";
        }

        /** A batch answers the intent. */
        public Submitted submitted(String batchId, SubmittedHow how, Instant now) {
            return new Submitted(account, null, batchId, submission, batchIds, how, now, null);
        }

        /** The provider refused the request for good. */
        public Rejected reject(String code, String message, Instant now) {
            return new Rejected(account, code, message, now);
        }

        /** A new intent, after nothing was found for this one. */
        public Creating renewed(String newLife, Instant newNotBefore) {
            return new Creating(account, submission + 1, batchIds, newLife, newNotBefore);
        }

        /** Dropped before a batch was created. */
        public Cancelled cancel(Instant now) {
            return new Cancelled(account, now);
        }
    }

    /**
     * A batch exists.
     *
     * @param account what it was sent through
     * @param fileId the uploaded file; null at providers without files
     * @param batchId the provider's batch id
     * @param submission the number of the create that led to it
     * @param batchIds batches that earlier submissions led to
     * @param how whether we got it as a reply or found it
     * @param submittedAt when that was
     * @param cancel that its end was asked for; null if it was not
     */
    record Submitted(
            String account,
            @Nullable String fileId,
            String batchId,
            int submission,
            List<String> batchIds,
            SubmittedHow how,
            Instant submittedAt,
            @Nullable CancelRequest cancel)
            implements WindowState {
        public Submitted {
            batchIds = List.copyOf(batchIds);
        }

        /** Its end is asked for: the intent to cancel it at the provider. */
        public Submitted cancelRequested(CancelCause cause, Instant now) {
            CancelRequest request = new CancelRequest(cause, now);
            return new Submitted(account, fileId, batchId, submission, batchIds, how, submittedAt, request);
        }

        @Override
        public String word() {
            return "submitted";
        }

        /** The batch ended before it did anything: the intent to create another from the same file. */
        public Uploaded retryCreate(String fileToUse, String life, Instant now, Instant notBefore) {
            return new Uploaded(account, fileToUse, submission + 1, everyBatch(), life, now, notBefore);
        }

        /** The batch ended before it did anything and its file is gone: upload again. */
        public Sealed fileGone(Instant now) {
            return new Sealed(account, submission + 1, everyBatch(), now);
        }

        /** The batch ended before it did anything, and no other is wanted. */
        public Cancelled cancel(Instant now) {
            return new Cancelled(account, now);
        }

        private List<String> everyBatch() {
            return Stream.concat(batchIds.stream(), Stream.of(batchId)).toList();
        }
    }

    /**
     * The provider refused the window for good; there is no batch.
     *
     * @param account what it was sent through
     * @param code the reason, for programs
     * @param message the reason, for people
     * @param rejectedAt when
     */
    record Rejected(String account, String code, String message, Instant rejectedAt) implements WindowState {
        @Override
        public String word() {
            return "rejected";
        }
    }

    /**
     * An operator dropped the window before there was a batch.
     *
     * @param account what it would have been sent through; null if that was not decided yet
     * @param cancelledAt when
     * @param only the requests that are wanted no more, all others go into new windows; null if none is wanted
     */
    record Cancelled(
            @Nullable String account,
            Instant cancelledAt,
            @Nullable List<Selection> only) implements WindowState {
        public Cancelled {
            only = only == null ? null : List.copyOf(only);
        }

        /** With no request that is still wanted. */
        public Cancelled(@Nullable String account, Instant cancelledAt) {
            this(account, cancelledAt, null);
        }

        /** Whether a request with these headers is wanted no more. */
        public boolean drops(List<Header> headers) {
            return only == null || only.stream().anyMatch(selection -> selection.covers(headers));
        }

        @Override
        public String word() {
            return "cancelled";
        }
    }
}
