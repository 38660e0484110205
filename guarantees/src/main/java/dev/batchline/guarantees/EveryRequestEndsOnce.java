package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.Produced;
import dev.batchline.guarantees.Observation.ResultTold;
import java.util.List;

/**
 * Every request event has exactly one result, completed or failed, under its own name; nothing has a result that nobody
 * asked for. A request is known by where its event lies.
 */
public final class EveryRequestEndsOnce implements Guarantee {
    /** The hash of the key that a request's result must have; never 0. */
    private final PlaceInts asked = new PlaceInts();
    /** The hash of the key that its result has; never 0. */
    private final PlaceInts answered = new PlaceInts();

    private final Findings broken = new Findings();
    private long sent;
    private long completed;
    private long failed;
    private long twice;

    @Override
    public void observe(Observation seen) {
        if (seen instanceof Produced(Place place, String customId, Mark unused)) {
            sent++;
            asked.set(place, hash(customId == null ? place.text() : customId));
        } else if (seen instanceof ResultTold(Outcome outcome)) {
            result(outcome);
        }
    }

    private void result(Outcome outcome) {
        if (outcome.failure() == null) {
            completed++;
        } else {
            failed++;
        }
        Place source = outcome.source();
        if (source == null) {
            broken.add(
                    "the result at " + outcome.at() + " (" + outcome.key() + ") does not say where its request lies");
            return;
        }
        if (answered.get(source) != 0) {
            twice++;
            broken.add("the request at " + source + " (" + outcome.key() + ") has another result at " + outcome.at());
        }
        answered.set(source, hash(outcome.key()));
    }

    /** Requests seen. */
    public long sent() {
        return sent;
    }

    /** Completed results seen. */
    public long completed() {
        return completed;
    }

    /** Failed results seen. */
    public long failed() {
        return failed;
    }

    /** Results beyond the first of a request. */
    public long twice() {
        return twice;
    }

    /** Requests without a result. */
    public long lost() {
        long[] lost = {0};
        asked.forEach((place, hash) -> lost[0] += answered.get(place) == 0 ? 1 : 0);
        return lost[0];
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        asked.forEach((place, key) -> {
            int found = answered.get(place);
            if (found == 0) {
                findings.add("the request at " + place + " has no result");
            } else if (found != key) {
                findings.add("the result of the request at " + place + " has the key of another");
            }
        });
        answered.forEach((place, key) -> {
            if (asked.get(place) == 0) {
                findings.add("there is a result of " + place + ", where no request lies");
            }
        });
        return findings.all();
    }

    private static int hash(String key) {
        int hash = key.hashCode();
        return hash == 0 ? 1 : hash;
    }
}
