package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.JoinTold;
import dev.batchline.guarantees.Observation.ManifestTold;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each window is done once, as many of its requests as it says were completed and failed, and all of them together with
 * those resubmitted are all it holds. What was resubmitted comes into other windows.
 */
public final class CountsAddUp implements Guarantee {
    private final Map<WindowId, Sums> windows = new HashMap<>();
    private final PlaceInts attempts = new PlaceInts();
    private final Findings broken = new Findings();
    private long again;
    private long againWithoutWindow;

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold(WindowId id, Window window, var unused)) {
            Sums sums = of(id);
            sums.requests = window == null ? sums.requests : window.facts().requests();
        } else if (seen instanceof JoinTold(JoinEvent event)) {
            step(event);
        } else if (seen instanceof ResultTold(Outcome outcome)) {
            result(outcome);
        } else if (seen instanceof ManifestTold(var chunk)) {
            chunk.items().forEach(item -> attempt(chunk.windowId(), item));
        }
    }

    private void step(JoinEvent event) {
        Sums sums = of(event.windowId());
        switch (event.state()) {
            case JoinState.Publishing part -> {
                if (part.next() < sums.next || part.next() > part.total()) {
                    broken.add(event.windowId() + " is published up to " + part.next() + " of " + part.total()
                            + " after " + sums.next);
                }
                sums.next = part.next();
            }
            case JoinState.Done done -> {
                if (sums.done != null) {
                    broken.add(event.windowId() + " is done twice: " + sums.done + ", then " + done);
                }
                sums.done = done;
            }
            case JoinState.Held held -> {}
            case JoinState.RetryCreate retry -> {}
        }
    }

    private void result(Outcome outcome) {
        if (outcome.window() == null) {
            againWithoutWindow += outcome.attempt() > 1 ? 1 : 0;
        } else if (outcome.failure() == null) {
            of(outcome.window()).completed++;
        } else {
            of(outcome.window()).failed++;
        }
    }

    private void attempt(WindowId window, ManifestItem item) {
        Place place = new Place("lanes", window.partition(), item.offset());
        boolean sentAgain =
                item.attempt() > 1 || !CommittedRecord.releasedBy(item).isEmpty();
        if (sentAgain && attempts.get(place) == 0) {
            attempts.set(place, item.attempt());
            again++;
        }
    }

    /** Items that were put into a new window, by the windows that are done. */
    public long resubmitted() {
        return windows.values().stream()
                .mapToLong(sums -> sums.done == null ? 0 : sums.done.resubmitted())
                .sum();
    }

    /** Windows that are not done. */
    public long open() {
        return windows.values().stream().filter(sums -> sums.done == null).count();
    }

    /** Windows that were closed. */
    public long windows() {
        return windows.size();
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        windows.forEach((window, sums) -> {
            JoinState.Done done = sums.done;
            if (done == null) {
                findings.add(window + " is not done; it is published up to " + sums.next + " of " + sums.requests);
            } else if (!sums.addUp(done)) {
                findings.add(window + " holds " + sums.requests + " and has " + sums.completed + " completed and "
                        + sums.failed + " failed results, and is " + done);
            }
        });
        if (resubmitted() != again + againWithoutWindow) {
            findings.add(resubmitted() + " items were resubmitted, and " + again + " came into windows again and "
                    + againWithoutWindow + " failed before");
        }
        return findings.all();
    }

    private Sums of(WindowId window) {
        return windows.computeIfAbsent(window, unused -> new Sums());
    }

    /** What is known of a window. */
    private static final class Sums {
        private int requests;
        private int next;
        private long completed;
        private long failed;
        private JoinState.@Nullable Done done;

        boolean addUp(JoinState.Done told) {
            return told.completed() == completed
                    && told.failed() == failed
                    && requests == completed + failed + told.resubmitted();
        }
    }
}
