package dev.batchline.e2e;

import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was seen of one window in committed events, and the times that the events carry. */
final class Sighting {
    private final Set<String> batches = new HashSet<>();
    private String model = "";
    private Instant openedAt = Instant.MAX;
    private int requests;
    private boolean adopted;
    private @Nullable Instant sealedAt;
    private @Nullable Instant submittedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant partlyPublishedAt;
    private @Nullable Instant doneAt;

    synchronized void window(Window window, Instant at) {
        model = window.facts().lane().model();
        openedAt = window.facts().openedAt();
        requests = window.facts().requests();
        if (window.state() instanceof WindowState.Sealed && sealedAt == null) {
            sealedAt = at;
        }
        if (window.state() instanceof WindowState.Submitted submitted) {
            submittedAt = submittedAt == null ? at : submittedAt;
            adopted |= submitted.how() == SubmittedHow.ADOPTED;
            batches.add(submitted.batchId());
        }
    }

    synchronized void status(StatusEvent event, Instant at) {
        if (event.status().terminal() && endedAt == null) {
            endedAt = at;
        }
    }

    synchronized void join(JoinState state, Instant at) {
        if (state instanceof JoinState.Publishing part && part.next() < part.total() && partlyPublishedAt == null) {
            partlyPublishedAt = at;
        }
        if (state instanceof JoinState.Done && doneAt == null) {
            doneAt = at;
        }
    }

    synchronized String model() {
        return model;
    }

    synchronized int requests() {
        return requests;
    }

    /** The batches that were named as the window's. */
    synchronized Set<String> batches() {
        return Set.copyOf(batches);
    }

    /** Whether its batch was found and not got as a reply. */
    synchronized boolean adopted() {
        return adopted;
    }

    /** From its first request's time in the lanes topic to its close. */
    synchronized Duration filling() {
        return sealedAt == null ? Duration.ZERO : Duration.between(openedAt, sealedAt);
    }

    synchronized boolean partlyPublished() {
        return partlyPublishedAt != null;
    }

    synchronized boolean done() {
        return doneAt != null;
    }

    /** Whether it was filling then. */
    synchronized boolean fillingAt(Instant moment) {
        return openedAt.isBefore(moment) && after(sealedAt, moment);
    }

    /** Whether it was closed and had no batch that we knew of. */
    synchronized boolean beforeBatchAt(Instant moment) {
        return !after(sealedAt, moment) && after(submittedAt, moment);
    }

    /** Whether its batch was known and had not ended. */
    synchronized boolean atProviderAt(Instant moment) {
        return !after(submittedAt, moment) && after(endedAt, moment);
    }

    /** Whether some of its outcomes were published and some were not. */
    synchronized boolean publishingAt(Instant moment) {
        return !after(partlyPublishedAt, moment) && after(doneAt, moment);
    }

    private static boolean after(@Nullable Instant event, Instant moment) {
        return event == null || event.isAfter(moment);
    }

    @Override
    public synchronized String toString() {
        return model + " opened " + openedAt + " sealed " + sealedAt + " submitted " + submittedAt + " ended " + endedAt
                + " partly " + partlyPublishedAt + " done " + doneAt;
    }
}
