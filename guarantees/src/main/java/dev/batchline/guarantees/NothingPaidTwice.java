package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.Executed;
import dev.batchline.guarantees.Observation.Produced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The provider bills the body of a request at most once for each time that it was asked for, whatever custom_id it went
 * under, and nothing that was not asked for. What runs again was not billed before. Lines that ran in a second batch
 * before the system cancelled that are counted apart.
 */
public final class NothingPaidTwice implements Guarantee {
    private final Map<Mark, Integer> asked = new HashMap<>();
    private final Map<Mark, List<String>> billed = new HashMap<>();
    private final Map<String, String> batchIds = new HashMap<>();
    private final Batches batches = new Batches();
    private long executed;

    @Override
    public void observe(Observation seen) {
        batches.observe(seen);
        if (seen instanceof Produced(Place unused, String id, Mark body) && body != null) {
            asked.merge(body, 1, Integer::sum);
        } else if (seen instanceof Executed run) {
            execute(run);
        }
    }

    private void execute(Executed run) {
        executed++;
        if (!run.billed()) {
            return;
        }
        String batch = batchIds.computeIfAbsent(run.batchId(), id -> id);
        List<String> before = billed.get(run.body());
        if (before == null) {
            billed.put(run.body(), List.of(batch));
        } else {
            List<String> all = new ArrayList<>(before);
            all.add(batch);
            billed.put(run.body(), List.copyOf(all));
        }
    }

    /** Lines that ran, billed or not, whoever asked. */
    public long executed() {
        return executed;
    }

    /** Bills beyond the first of a request, those in batches that the system cancelled included. */
    public long twice() {
        long twice = 0;
        for (Map.Entry<Mark, List<String>> entry : billed.entrySet()) {
            long times = entry.getValue().stream().filter(this::isOurs).count();
            twice += Math.max(0, times - asked.getOrDefault(entry.getKey(), 0));
        }
        return twice;
    }

    /** Second batches whose end the system asked for. */
    public long duplicatesCancelled() {
        return batches.all().stream()
                .filter(batch -> isOurs(batch.batchId()) && batches.cancelledDuplicate(batch.batchId()))
                .count();
    }

    @Override
    public List<String> broken() {
        return List.of();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        billed.forEach((body, ran) -> {
            List<String> paid = ran.stream()
                    .filter(batch -> isOurs(batch) && !batches.cancelledDuplicate(batch))
                    .toList();
            int wanted = asked.getOrDefault(body, 0);
            if (paid.size() > wanted) {
                findings.add("body " + body + " was asked for " + wanted + " times and billed in " + named(paid));
            }
        });
        return findings.all();
    }

    private List<String> named(List<String> paid) {
        return paid.stream()
                .map(batch ->
                        batch + batches.windowOf(batch).map(id -> " of " + id).orElse(""))
                .toList();
    }

    private boolean isOurs(String batchId) {
        return batches.windowOf(batchId).isPresent();
    }
}
