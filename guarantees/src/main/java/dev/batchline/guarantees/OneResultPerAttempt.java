package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.ManifestTold;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request is in one window for each of its attempts, which count from 1 without a gap, unless that window was given
 * up for the sake of others and released it; an attempt has at most one result, and that comes from the window that
 * held it last.
 */
public final class OneResultPerAttempt implements Guarantee {
    /** For each attempt, which window holds a request, by number from 1. */
    private final List<PlaceInts> sentIn = new ArrayList<>();
    /** For each attempt, which window its result names. */
    private final List<PlaceInts> endedIn = new ArrayList<>();

    private final Map<WindowId, Integer> numbers = new HashMap<>();
    private final List<WindowId> windows = new ArrayList<>();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof ManifestTold(var chunk)) {
            chunk.items()
                    .forEach(item ->
                            CommittedRecord.source(item).ifPresent(source -> sent(chunk.windowId(), item, source)));
        } else if (seen instanceof ResultTold(Outcome outcome)) {
            result(outcome);
        }
    }

    private void sent(WindowId window, ManifestItem item, Place source) {
        PlaceInts attempt = of(sentIn, item.attempt());
        int before = attempt.get(source);
        int number = number(window);
        boolean released = before != 0 && windows.get(before - 1).text().equals(CommittedRecord.releasedBy(item));
        if (before != 0 && before != number && !released) {
            broken.add("attempt " + item.attempt() + " of the request at " + source + " (" + item.customId()
                    + ") is in two windows: " + windows.get(before - 1) + " and " + window);
        }
        attempt.set(source, number);
    }

    private void result(Outcome outcome) {
        WindowId window = outcome.window();
        Place source = outcome.source();
        if (window == null || source == null) {
            return;
        }
        PlaceInts attempt = of(endedIn, outcome.attempt());
        if (attempt.get(source) != 0) {
            broken.add("attempt " + outcome.attempt() + " of the request at " + source + " (" + outcome.key()
                    + ") has another result at " + outcome.at());
        }
        attempt.set(source, number(window));
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        for (int n = 0; n < endedIn.size(); n++) {
            int attempt = n;
            endedIn.get(n).forEach((source, window) -> {
                if (of(sentIn, attempt).get(source) != window) {
                    findings.add("the result of attempt " + attempt + " of the request at " + source + " names "
                            + windows.get(window - 1) + ", which does not hold it");
                }
            });
        }
        for (int n = 2; n < sentIn.size(); n++) {
            int attempt = n;
            sentIn.get(n).forEach((source, window) -> {
                if (sentIn.get(attempt - 1).get(source) == 0) {
                    findings.add("the request at " + source + " has an attempt " + attempt + " and none before it");
                }
            });
        }
        return findings.all();
    }

    private int number(WindowId window) {
        return numbers.computeIfAbsent(window, id -> {
            windows.add(id);
            return windows.size();
        });
    }

    private static PlaceInts of(List<PlaceInts> attempts, int attempt) {
        while (attempts.size() <= attempt) {
            attempts.add(new PlaceInts());
        }
        return attempts.get(attempt);
    }
}
