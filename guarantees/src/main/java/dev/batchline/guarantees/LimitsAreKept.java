package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No window holds more than it may, except that a single request may be above the limits of tokens and inputs. */
public final class LimitsAreKept implements Guarantee {
    private final Limits limits;
    private final Set<WindowId> known = new HashSet<>();
    private final Findings broken = new Findings();

    public LimitsAreKept(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold(WindowId id, Window window, var unused) && window != null && known.add(id)) {
            check(window);
        }
    }

    private void check(Window window) {
        WindowFacts facts = window.facts();
        boolean alone = facts.requests() == 1;
        boolean fits = facts.requests() >= 1
                && facts.requests() <= limits.requests()
                && facts.bytes() <= limits.bytes()
                && (alone || facts.tokens() <= limits.tokens())
                && (alone || facts.inputs() <= limits.inputs() || !embeds(facts));
        if (!fits) {
            broken.add(window.id() + " has " + facts.requests() + " requests, " + facts.bytes() + " bytes, "
                    + facts.tokens() + " tokens and " + facts.inputs() + " inputs, and may have " + limits);
        }
    }

    private static boolean embeds(WindowFacts facts) {
        return facts.lane().endpoint().equals("/v1/embeddings");
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        return broken();
    }

    /**
     * What one window may hold.
     *
     * @param requests lines
     * @param bytes of its file
     * @param tokens estimated prompt tokens; {@link Long#MAX_VALUE} for no limit
     * @param inputs texts to embed
     */
    public record Limits(int requests, long bytes, long tokens, long inputs) {
        /** What OpenAI documents for a batch. */
        public static final Limits OF_PROVIDER = new Limits(50_000, 200_000_000, Long.MAX_VALUE, 50_000);
    }
}
