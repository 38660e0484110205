package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.LeaseTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In each partition of the windows topic the intents to create a batch are of lives in the order of their first leases:
 * none of an earlier life follows one of a later, and none is of a life without a lease. Other records name no life, so
 * nothing is seen of them here. A lease of an earlier life may follow that of a later one: a task that was frozen
 * before it consumed anything writes the one that it owed.
 */
public final class OldLivesCommitNothing implements Guarantee {
    private static final String BATCHER = "batcher";

    /** For each owner the lives in the order of their first leases. */
    private final Map<String, List<String>> lives = new HashMap<>();
    /** For each partition the lives that wrote intents, in the order of them. */
    private final Map<Integer, List<String>> writers = new HashMap<>();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof LeaseTold(String owner, Lease lease)) {
            List<String> known = lives.computeIfAbsent(owner, unused -> new ArrayList<>());
            if (!known.contains(lease.life())) {
                known.add(lease.life());
            }
        } else if (seen instanceof WindowTold(WindowId id, Window window, var unused)
                && window != null
                && window.state() instanceof WindowState.Uploaded uploaded
                && uploaded.life() != null) {
            List<String> wrote = writers.computeIfAbsent(id.partition(), none -> new ArrayList<>());
            if (wrote.isEmpty() || !wrote.getLast().equals(uploaded.life())) {
                wrote.add(uploaded.life());
            }
        }
    }

    /** How many lives of tasks began. */
    public long lives() {
        return lives.values().stream().mapToLong(List::size).sum();
    }

    @Override
    public List<String> broken() {
        return List.of();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        writers.forEach((partition, wrote) -> {
            List<String> order = lives.getOrDefault(Lease.key(BATCHER, partition), List.of());
            int newest = -1;
            for (String life : wrote) {
                int number = order.indexOf(life);
                if (number < 0) {
                    findings.add("life " + life + " wrote an intent in partition " + partition + " without a lease");
                } else if (number < newest) {
                    findings.add("life " + life + " wrote an intent in partition " + partition + " after life "
                            + order.get(newest));
                }
                newest = Math.max(newest, number);
            }
        });
        return findings.all();
    }
}
