package dev.batchline.batcher;

import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.CancelRequest;
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
            case WindowState.Sealed sealed -> upload(window, sealed, view);
            case WindowState.Uploaded uploaded -> answerIntent(uploaded, view);
            case WindowState.Submitted submitted -> end(submitted, view);
            case WindowState.Open open -> new Plan.Nothing();
            case WindowState.Creating creating -> new Plan.Nothing();
            case WindowState.Rejected rejected -> new Plan.Nothing();
            case WindowState.Cancelled cancelled -> new Plan.Nothing();
        };
    }

    /**
     * The provider's part in what comes next: what a hold of its account is about.
     *
     * @param renews whether its file is deleted, and is uploaded anew if no batch is found
     */
    static AccountGate.Call call(Window window, String life, boolean inDoubt, boolean renews) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> AccountGate.Call.UPLOAD;
            case WindowState.Uploaded uploaded -> {
                if (!inDoubt && life.equals(uploaded.life())) {
                    yield AccountGate.Call.CREATE;
                }
                yield renews ? AccountGate.Call.UPLOAD : AccountGate.Call.LOOK;
            }
            case WindowState.Open open -> AccountGate.Call.LOOK;
            case WindowState.Creating creating -> AccountGate.Call.LOOK;
            case WindowState.Submitted submitted -> AccountGate.Call.LOOK;
            case WindowState.Rejected rejected -> AccountGate.Call.LOOK;
            case WindowState.Cancelled cancelled -> AccountGate.Call.LOOK;
        };
    }

    /** A file that was gone when it was needed may be gone again, so each further upload waits longer. */
    private static Plan upload(Window window, WindowState.Sealed sealed, View view) {
        if (view.ending().wish() == Wish.LOOK) {
            return new Plan.Look();
        }
        if (view.ending().wish().unwanted()) {
            return window.facts().manifestChunks() > 0 ? new Plan.Drop() : new Plan.Pack();
        }
        Instant due = sealed.submission() == 1
                ? Instant.MIN
                : sealed.sealedAt().plus(UPLOAD_AGAIN.after(sealed.submission() - 1));
        if (due.isAfter(view.now())) {
            return wait(Waiting.Reason.BACK_OFF, due, "its file was gone when a batch was asked for");
        }
        Waiting held = view.holds().first();
        return held == null ? new Plan.Upload(sealed) : new Plan.Wait(held);
    }

    private static Plan answerIntent(WindowState.Uploaded uploaded, View view) {
        if (view.ending().wish() == Wish.LOOK) {
            return new Plan.Look();
        }
        Instant doubtSettled = view.doubt().settled();
        String writer = uploaded.life();
        boolean unwanted = view.ending().wish().unwanted();
        if (doubtSettled == null && writer == null) {
            return unwanted ? new Plan.Drop() : new Plan.TakeOver(uploaded);
        }
        if (mayBeAnswered(uploaded, view)) {
            return reconcile(uploaded, view);
        }
        return unwanted ? new Plan.Drop() : create(uploaded, view);
    }

    private static Plan reconcile(WindowState.Uploaded uploaded, View view) {
        Waiting held = view.holds().account();
        if (held != null) {
            return new Plan.Wait(held);
        }
        Instant listed = view.doubt().listed();
        if (listed == null) {
            Instant doubt = view.doubt().settled();
            Instant settled = doubt == null ? view.owner().settled() : doubt;
            boolean fence = !settled.isAfter(view.now());
            return new Plan.Reconcile(uploaded, fence ? Plan.Step.FENCE : Plan.Step.LOOK, settled);
        }
        return listed.isAfter(view.now())
                ? wait(Waiting.Reason.UNCERTAIN, listed, "its file is deleted; a batch of it may still show up")
                : new Plan.Reconcile(uploaded, Plan.Step.RENEW, listed);
    }

    /** Whether there may be a batch that answers an intent: of another life, or of this one and nobody knows. */
    private static boolean mayBeAnswered(WindowState.Uploaded uploaded, View view) {
        return view.doubt().settled() != null || !view.owner().life().equals(uploaded.life());
    }

    private static Plan create(WindowState.Uploaded uploaded, View view) {
        Instant notBefore = uploaded.notBefore();
        if (notBefore != null && notBefore.isAfter(view.now())) {
            Waiting account = view.holds().account();
            return account == null
                    ? wait(
                            Waiting.Reason.RETRY,
                            notBefore,
                            "its batch failed before any of it was done; it is made again")
                    : new Plan.Wait(account);
        }
        if (!view.owner().leaseHolds()) {
            return wait(Waiting.Reason.LEASE, view.now().plus(LEASE_RETRY), "the lease is not renewed yet");
        }
        if (view.holds().creationAllowed().isAfter(view.now())) {
            return wait(
                    Waiting.Reason.CREATIONS,
                    view.holds().creationAllowed(),
                    "the batches that its account may create in an hour are used up");
        }
        Waiting held = view.holds().first();
        return held == null ? new Plan.Create(uploaded) : new Plan.Wait(held);
    }

    private static Plan end(WindowState.Submitted submitted, View view) {
        Ending ending = view.ending();
        CancelRequest asked = submitted.cancel();
        if (ending.ended()) {
            return new Plan.Nothing();
        }
        if (ending.wish() == Wish.LOOK) {
            return new Plan.Look();
        }
        if (ending.wish() == Wish.WHOLE && (asked == null || asked.cause() != CancelCause.OPERATOR)) {
            return new Plan.AskForEnd(submitted);
        }
        if (asked == null || ending.taken()) {
            return new Plan.Nothing();
        }
        Waiting held = view.holds().account();
        return held == null ? new Plan.CancelBatch(submitted) : new Plan.Wait(held);
    }

    private static Plan wait(Waiting.Reason reason, Instant until, String words) {
        return new Plan.Wait(new Waiting(reason, until, words));
    }

    /**
     * How things stand around a window.
     *
     * @param now the time of day
     * @param owner who asks
     * @param doubt what is not known of its batch
     * @param ending what is known of the end that is wanted for it
     * @param holds what keeps it back
     */
    record View(Instant now, Owner owner, Doubt doubt, Ending ending, Holds holds) {}

    /**
     * Until when a batch may show up that nobody knows of.
     *
     * @param settled from when on a create of this life that got no answer can have no effect any more; null if there
     *     is no such create
     * @param listed from when on a batch that was made before the file was deleted is on the provider's list; null if
     *     it is not deleted
     */
    record Doubt(@Nullable Instant settled, @Nullable Instant listed) {
        static final Doubt NONE = new Doubt(null, null);
    }

    /**
     * The life that asks.
     *
     * @param life its id
     * @param settled from when on no create of an earlier life can have an effect any more
     * @param leaseHolds whether a create may start now
     */
    record Owner(String life, Instant settled, boolean leaseHolds) {}

    /**
     * What is known of the end that is wanted for a window.
     *
     * @param wish what operators want
     * @param taken whether the provider has taken the request to cancel its batch
     * @param ended whether its batch has ended
     */
    record Ending(Wish wish, boolean taken, boolean ended) {}

    /**
     * What keeps a window back.
     *
     * @param lane that its lane is paused; null if it is not
     * @param account what is the matter with its account; null if nothing
     * @param budget that its tokens do not fit; null if they do
     * @param creationAllowed when the account may create its next batch
     */
    record Holds(
            @Nullable Waiting lane,
            @Nullable Waiting account,
            @Nullable Waiting budget,
            Instant creationAllowed) {
        @Nullable
        Waiting first() {
            if (lane != null) {
                return lane;
            }
            return account != null ? account : budget;
        }
    }

    /** What comes next. */
    sealed interface Plan {
        /**
         * Upload the file.
         *
         * @param state the state that it answers
         */
        record Upload(WindowState.Sealed state) implements Plan {}

        /** Look which of its requests are unwanted. */
        record Look() implements Plan {}

        /** Tell the manifest without an upload, so that the window can be dropped. */
        record Pack() implements Plan {}

        /** Drop the window: there is no batch, and none of it as it is is wanted. */
        record Drop() implements Plan {}

        /**
         * Make an intent that was withdrawn one's own.
         *
         * @param state the intent
         */
        record TakeOver(WindowState.Uploaded state) implements Plan {}

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
         * @param step what is done if there is none
         * @param settled from then on it is the next step's turn
         */
        record Reconcile(WindowState.Uploaded state, Step step, Instant settled) implements Plan {}

        /**
         * Tell that an operator wants the end of the batch.
         *
         * @param state its state
         */
        record AskForEnd(WindowState.Submitted state) implements Plan {}

        /**
         * Ask the provider to cancel the batch.
         *
         * @param state its state
         */
        record CancelBatch(WindowState.Submitted state) implements Plan {}

        /**
         * Look again later.
         *
         * @param why until when, and why
         */
        record Wait(Waiting why) implements Plan {}

        /** There is nothing to do for this service. */
        record Nothing() implements Plan {}

        /** What is done if no batch answers an intent. */
        enum Step {
            /** Nothing: a create may be under way. */
            LOOK,
            /** Its file is deleted, so that a create which comes too late is refused. */
            FENCE,
            /** Its file, which is deleted, is uploaded anew: whatever was made of it would be on the list. */
            RENEW
        }
    }
}
