package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.StatusTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a model that had not ended at any time hold no more estimated tokens than its budget, unless one alone
 * is above it. A batch counts from the record that names it to the one that tells its end, by the times of the records.
 */
public final class BudgetIsKept implements Guarantee {
    private final ToLongFunction<String> budgets;
    private final Map<String, Stay> stays = new HashMap<>();

    /**
     * A promise about budgets.
     *
     * @param budgets tokens by model; {@link Long#MAX_VALUE} for no limit
     */
    public BudgetIsKept(ToLongFunction<String> budgets) {
        this.budgets = budgets;
    }

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold(WindowId unused, Window window, Instant at)
                && window != null
                && window.state() instanceof WindowState.Submitted submitted) {
            Stay stay = stays.computeIfAbsent(submitted.batchId(), id -> new Stay());
            String model = window.facts().lane().model();
            stay.group = submitted.account() + "|" + model;
            stay.budget = budgets.applyAsLong(model);
            stay.tokens = window.facts().tokens();
            stay.from = stay.from == null ? at : stay.from;
        } else if (seen instanceof StatusTold(StatusEvent event, Instant at)
                && event.status().terminal()
                && event.batchId() != null) {
            stays.computeIfAbsent(event.batchId(), id -> new Stay()).to = at;
        }
    }

    @Override
    public List<String> broken() {
        return List.of();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        Map<String, List<Change>> changes = new HashMap<>();
        stays.forEach((batch, stay) -> {
            Instant from = stay.from;
            if (from != null) {
                List<Change> ofGroup = changes.computeIfAbsent(stay.group, unused -> new ArrayList<>());
                ofGroup.add(new Change(from, stay.tokens, batch, stay.budget));
                if (stay.to != null) {
                    ofGroup.add(new Change(stay.to, -stay.tokens, batch, stay.budget));
                }
            }
        });
        changes.forEach((group, ofGroup) -> judge(group, ofGroup, findings));
        return findings.all();
    }

    private static void judge(String group, List<Change> changes, Findings findings) {
        changes.sort(Comparator.comparing(Change::at).thenComparingLong(Change::tokens));
        long queued = 0;
        int batches = 0;
        for (Change change : changes) {
            queued += change.tokens;
            batches += change.tokens < 0 ? -1 : 1;
            if (queued > change.budget && batches > 1 && change.tokens > 0) {
                findings.add(queued + " tokens of " + group + " are in " + batches + " batches at " + change.at
                        + ", when " + change.batch + " comes; the budget is " + change.budget);
            }
        }
    }

    /** What is known of the time of a batch in the queue. */
    private static final class Stay {
        private String group = "";
        private long budget = Long.MAX_VALUE;
        private long tokens;
        private @Nullable Instant from;
        private @Nullable Instant to;
    }

    /** A batch comes into the queue or leaves it. */
    private record Change(Instant at, long tokens, String batch, long budget) {}
}
