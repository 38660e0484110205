package dev.batchline.batcher;

import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what comes next on a closed window's way to a batch. */
final class SubmitPolicy {
    private static final Duration LEASE_RETRY = Duration.ofMillis(500);
    private static final BackOff UPLOAD_AGAIN = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(10));

    private SubmitPolicy() {}

    /**
     * What comes next for a window.
     *
     * @param view how things stand around it
     */
    static Plan plan(Window window, View view) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> upload(sealed, view);
            case WindowState.Uploaded uploaded -> answerIntent(uploaded, view);
            case WindowState.Open open -> new Plan.Nothing();
            case WindowState.Creating creating -> new Plan.Nothing();
            case WindowState.Submitted submitted -> new Plan.Nothing();
            case WindowState.Rejected rejected -> new Plan.Nothing();
            case WindowState.Cancelled cancelled -> new Plan.Nothing();
        };
    }

    /** A file that was gone when it was needed may be gone again, so each further upload waits longer. */
    private static Plan upload(WindowState.Sealed sealed, View view) {
        Instant due = sealed.submission() == 1
                ? Instant.MIN
                : sealed.sealedAt().plus(UPLOAD_AGAIN.after(sealed.submission() - 1));
        return due.isAfter(view.now())
                ? new Plan.Wait(due, "its file was gone when a batch was asked for")
                : new Plan.Upload(sealed);
    }

    private static Plan answerIntent(WindowState.Uploaded uploaded, View view) {
        Instant doubtSince = view.doubtSince();
        if (doubtSince != null) {
            return new Plan.Reconcile(uploaded, doubtSince.plus(view.createGrace()));
        }
        if (!uploaded.life().equals(view.life())) {
            return new Plan.Reconcile(uploaded, view.lifeBegan().plus(view.createGrace()));
        }
        Instant notBefore = uploaded.notBefore();
        if (notBefore != null && notBefore.isAfter(view.now())) {
            return new Plan.Wait(notBefore, "the provider asked for less at a time");
        }
        if (!view.leaseHolds()) {
            return new Plan.Wait(view.now().plus(LEASE_RETRY), "the lease is not renewed yet");
        }
        if (view.creationAllowed().isAfter(view.now())) {
            return new Plan.Wait(view.creationAllowed(), "the account's batches of this hour are used up");
        }
        return new Plan.Create(uploaded);
    }

    /**
     * How things stand around a window.
     *
     * @param now the time of day
     * @param life the life that asks
     * @param lifeBegan when it read its first lease back
     * @param leaseHolds whether a create may start now
     * @param doubtSince since when nobody knows whether a create of this life took effect; null if there is no doubt
     * @param createGrace how long an unanswered create may still take effect
     * @param creationAllowed when the account may create its next batch
     */
    record View(
            Instant now,
            String life,
            Instant lifeBegan,
            boolean leaseHolds,
            @Nullable Instant doubtSince,
            Duration createGrace,
            Instant creationAllowed) {}

    /** What comes next. */
    sealed interface Plan {
        /**
         * Upload the file.
         *
         * @param state the state that it answers
         */
        record Upload(WindowState.Sealed state) implements Plan {}

        /**
         * Ask for the batch.
         *
         * @param state the intent that it answers
         */
        record Create(WindowState.Uploaded state) implements Plan {}

        /**
         * Look for a batch that answers the intent already.
         *
         * @param state the intent
         * @param settled from then on a batch that is not found does not exist
         */
        record Reconcile(WindowState.Uploaded state, Instant settled) implements Plan {}

        /**
         * Look again later.
         *
         * @param until when
         * @param why in words
         */
        record Wait(Instant until, String why) implements Plan {}

        /** There is nothing to do for this service. */
        record Nothing() implements Plan {}
    }
}
