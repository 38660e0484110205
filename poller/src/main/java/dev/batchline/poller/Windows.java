package dev.batchline.poller;

import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes note of what the batcher tells of its windows: which batch to ask for, and which windows have none. */
final class Windows {
    private final BatchStore store;

    Windows(BatchStore store) {
        this.store = store;
    }

    /** The window's batch, or its end without one, if it is news. */
    Optional<OpenBatch> take(Window window) {
        Optional<OpenBatch> known = store.get(window.id().text());
        Optional<OpenBatch> news = switch (window.state()) {
            case WindowState.Submitted submitted -> submitted(window, submitted, known);
            case WindowState.Rejected rejected -> {
                BatchError error = new BatchError(rejected.code(), rejected.message(), null, null);
                OpenBatch.End end = new OpenBatch.End(BatchStatus.FAILED, error);
                yield ended(window, rejected.account(), end, rejected.rejectedAt(), known);
            }
            case WindowState.Cancelled cancelled -> {
                OpenBatch.End end = new OpenBatch.End(BatchStatus.CANCELLED, null);
                yield ended(window, cancelled.account(), end, cancelled.cancelledAt(), known);
            }
            case WindowState.Open open -> Optional.empty();
            case WindowState.Sealed sealed -> Optional.empty();
            case WindowState.Uploaded uploaded -> Optional.empty();
            case WindowState.Creating creating -> Optional.empty();
        };
        news.ifPresent(store::put);
        return news;
    }

    private static Optional<OpenBatch> submitted(
            Window window, WindowState.Submitted submitted, Optional<OpenBatch> known) {
        if (known.filter(before -> before.submission() >= submitted.submission())
                .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new OpenBatch(
                OpenBatch.FORMAT,
                window.id(),
                submitted.account(),
                submitted.batchId(),
                window.facts().lane().endpoint(),
                window.facts().lane().model(),
                submitted.submission(),
                submitted.submittedAt(),
                known.map(OpenBatch::version).orElse(0L),
                null,
                RequestCounts.NONE,
                submitted.submittedAt(),
                null,
                submitted.batchIds(),
                OpenBatch.Watch.until(submitted
                        .submittedAt()
                        .plus(PollPolicy.completionWindow(window.facts().lane().options())))));
    }

    private static Optional<OpenBatch> ended(
            Window window, @Nullable String account, OpenBatch.End end, Instant endedAt, Optional<OpenBatch> known) {
        if (known.filter(before -> before.end() != null).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new OpenBatch(
                OpenBatch.FORMAT,
                window.id(),
                account,
                null,
                window.facts().lane().endpoint(),
                window.facts().lane().model(),
                known.map(before -> before.submission() + 1).orElse(1),
                endedAt,
                known.map(OpenBatch::version).orElse(0L),
                null,
                RequestCounts.NONE,
                endedAt,
                end,
                List.of(),
                OpenBatch.Watch.until(endedAt)));
    }
}
