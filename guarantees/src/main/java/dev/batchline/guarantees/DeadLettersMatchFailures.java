package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.LetterTold;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every failed result has one dead letter that says the same of the same request, and says why; and the reverse. */
public final class DeadLettersMatchFailures implements Guarantee {
    /** How many failed results there are beyond dead letters, for each that differ. */
    private final Map<End, Integer> unmatched = new HashMap<>();

    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof ResultTold(Outcome outcome)) {
            count(outcome, 1);
        } else if (seen instanceof LetterTold(Outcome outcome)) {
            count(outcome, -1);
        }
    }

    private void count(Outcome outcome, int one) {
        Outcome.Failure failure = outcome.failure();
        if (failure == null) {
            return;
        }
        if (failure.incomplete()) {
            broken.add("the record at " + outcome.at() + " does not say why " + outcome.key() + " failed: " + failure);
        }
        End end = new End(outcome.key(), outcome.source(), outcome.window(), outcome.attempt(), failure);
        if (unmatched.merge(end, one, Integer::sum) == 0) {
            unmatched.remove(end);
        }
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        unmatched.forEach((end, results) -> findings.add(
                results > 0
                        ? "no dead letter for the failed result " + end
                        : "no failed result for the letter " + end));
        return findings.all();
    }

    /** What both records say. */
    private record End(
            String key, @Nullable Place source, @Nullable WindowId window, int attempt, Outcome.Failure failure) {}
}
