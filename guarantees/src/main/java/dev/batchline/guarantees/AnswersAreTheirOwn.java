package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.Produced;
import dev.batchline.guarantees.Observation.ResultTold;
import java.util.List;

/** A completed result holds the answer to its own request, where the provider tells what it answered. */
public final class AnswersAreTheirOwn implements Guarantee {
    /** The hash of the mark of a request's body; never 0. */
    private final PlaceInts asked = new PlaceInts();
    /** The hash of the mark of the body that was answered; never 0. */
    private final PlaceInts answered = new PlaceInts();

    private long checked;

    @Override
    public void observe(Observation seen) {
        if (seen instanceof Produced(Place place, var unused, Mark body) && body != null) {
            asked.set(place, hash(body));
        } else if (seen instanceof ResultTold(Outcome outcome)) {
            Place source = outcome.source();
            Mark body = outcome.answers();
            if (source != null && body != null) {
                checked++;
                answered.set(source, hash(body));
            }
        }
    }

    /** Results that tell what they answer. */
    public long checked() {
        return checked;
    }

    @Override
    public List<String> broken() {
        return List.of();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        answered.forEach((place, body) -> {
            if (asked.get(place) != body) {
                findings.add("the result of the request at " + place + " is the answer to another");
            }
        });
        return findings.all();
    }

    private static int hash(Mark mark) {
        int hash = mark.hashCode();
        return hash == 0 ? 1 : hash;
    }
}
