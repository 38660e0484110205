package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.Executed;
import dev.batchline.guarantees.Observation.ManifestTold;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Each record of the lanes topic is in at most one window, and of each window at most one batch runs. */
public final class OffsetsAreInOneBatch implements Guarantee {
    private static final String LANES = "lanes";

    private final PlaceInts windowOf = new PlaceInts();
    private final Map<WindowId, Integer> numbers = new HashMap<>();
    private final List<WindowId> windows = new ArrayList<>();
    private final Map<String, Integer> ran = new HashMap<>();
    private final Batches batches = new Batches();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        batches.observe(seen);
        if (seen instanceof ManifestTold(var chunk)) {
            chunk.items().forEach(item -> hold(chunk.windowId(), item));
        } else if (seen instanceof Executed run) {
            ran.merge(run.batchId(), 1, Integer::sum);
        }
    }

    private void hold(WindowId window, ManifestItem item) {
        Place place = new Place(LANES, window.partition(), item.offset());
        int number = numbers.computeIfAbsent(window, id -> {
            windows.add(id);
            return windows.size();
        });
        int before = windowOf.get(place);
        if (before != 0 && before != number) {
            broken.add(place + " (" + item.customId() + ") is in " + windows.get(before - 1) + " and in " + window);
        }
        windowOf.set(place, number);
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        Map<WindowId, TreeSet<String>> running = new HashMap<>();
        for (String batch : ran.keySet()) {
            Optional<WindowId> window = batches.windowOf(batch);
            if (window.isPresent() && !batches.cancelledDuplicate(batch)) {
                running.computeIfAbsent(window.get(), unused -> new TreeSet<>()).add(batch);
            }
        }
        running.forEach((window, all) -> {
            if (all.size() > 1) {
                findings.add(window + " ran in several batches: " + all);
            }
        });
        return findings.all();
    }
}
