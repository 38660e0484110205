package dev.batchline.poller;

import dev.batchline.schemas.BatchStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open batches of one life of a task as figures, kept beside the store. */
final class Standings {
    private static final String NOT_SEEN = "unseen";

    private final Map<String, Standing> byWindow = new HashMap<>();
    private boolean changed = true;

    /** Takes note of a batch as it is stored now. */
    void note(OpenBatch batch) {
        String account = batch.account();
        if (batch.ended() || batch.end() != null || account == null) {
            forget(batch.windowId().text());
            return;
        }
        BatchStatus status = batch.status();
        Standing standing = new Standing(
                account,
                batch.model(),
                status == null ? NOT_SEEN : status.word(),
                batch.submittedAt(),
                PollPolicy.overdueFrom(batch));
        changed |= !standing.equals(byWindow.put(batch.windowId().text(), standing));
    }

    void forget(String windowId) {
        changed |= byWindow.remove(windowId) != null;
    }

    /** The figures if they have changed since they were taken last. */
    @Nullable
    Figures changed() {
        if (!changed) {
            return null;
        }
        changed = false;
        return figures();
    }

    private Figures figures() {
        Map<Figures.Kind, Integer> open = new HashMap<>();
        Map<String, Instant> oldestByStatus = new HashMap<>();
        Map<String, Figures.OfAccount> accounts = new HashMap<>();
        Map<String, List<Instant>> overdue = new HashMap<>();
        for (Standing one : byWindow.values()) {
            open.merge(new Figures.Kind(one.account, one.model, one.status), 1, Integer::sum);
            oldestByStatus.merge(one.status, one.submittedAt, Standings::earlier);
            accounts.merge(one.account, new Figures.OfAccount(1, one.submittedAt), Standings::together);
            overdue.computeIfAbsent(one.account, name -> new ArrayList<>()).add(one.overdueFrom);
        }
        return new Figures(open, oldestByStatus, accounts, overdue);
    }

    private static Figures.OfAccount together(Figures.OfAccount a, Figures.OfAccount b) {
        return new Figures.OfAccount(a.open() + b.open(), earlier(a.oldest(), b.oldest()));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** One open batch. */
    private record Standing(String account, String model, String status, Instant submittedAt, Instant overdueFrom) {}
}
