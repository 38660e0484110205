package dev.batchline.cli.estimate;

import dev.batchline.batcher.LaneForecast;
import dev.batchline.prices.PriceList;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What has to be said beside the figures of an estimate, in sentences. */
final class Notes {
    private final PrintStream err;
    private final PriceList prices;
    private final Set<String> unpriced = new LinkedHashSet<>();

    Notes(PrintStream err, PriceList prices) {
        this.err = err;
        this.prices = prices;
    }

    /** Models without a price. */
    int unpriced() {
        return unpriced.size();
    }

    /** What is to be known of a file's figures. */
    void onFile(List<Line> lines, long expectedOutput) {
        say("Prices of " + prices.version() + ". Nothing of the prompts is taken for cached; answers count "
                + (expectedOutput > 0
                        ? expectedOutput + " tokens each, or their request's maximum if that is less."
                        : "as long as their requests allow: an upper bound."));
        long unbounded = sum(lines, Sums::unbounded);
        if (unbounded > 0 && expectedOutput == 0) {
            say(unbounded + " of " + sum(lines, Sums::requests) + " requests set no maximum for their answer, which is"
                    + " in no figure: --output-tokens-per-request N counts it.");
        }
        long unseen = sum(lines, Sums::unseen);
        if (unseen > 0) {
            say(unseen + " of " + sum(lines, Sums::requests) + " requests have parts whose tokens only the provider"
                    + " knows (images, files, hosted tools, earlier responses); these are in no figure.");
        }
        lines.forEach(this::onLine);
    }

    /** What is to be known of the cost of figures. */
    void onFigures(Line line, @Nullable String provider, boolean dependsOnLength) {
        say("Prices of " + prices.version() + (provider == null ? "" : ", " + provider) + ".");
        if (dependsOnLength) {
            say("Long prompts of " + line.model() + " cost more; these count as short. --requests N tells how long one"
                    + " is.");
        }
        onLine(line);
    }

    /** The lines that cannot be sent. */
    void onBadLines(long bad, List<String> first) {
        if (bad == 0) {
            return;
        }
        say(bad + (bad == 1 ? " line" : " lines") + " would fail and " + (bad == 1 ? "is" : "are") + " in no figure:");
        first.forEach(line -> say("  " + line));
        if (bad > first.size()) {
            say("  and " + (bad - first.size()) + " more.");
        }
    }

    private void onLine(Line line) {
        Encoding encoding = line.encoding();
        if (encoding != null && !encoding.exact()) {
            say(line.model() + " has no public tokenizer that is known here: its tokens are those of "
                    + encoding.vocabulary() + ", so approximate.");
        }
        if (line.sums().batch() == null && unpriced.add(line.model())) {
            List<String> others = new ArrayList<>(prices.providersOf(line.model()));
            say(line.model() + " has no price "
                    + (others.isEmpty() ? "on the list" : "of this provider (but of " + String.join(", ", others) + ")")
                    + ", and none is guessed. --prices FILE can give it one.");
        }
        LaneForecast batches = line.batches();
        if (batches != null && batches.rounds() > 1) {
            say(line.account() + " takes " + batches.queueLimit().orElse(Long.MAX_VALUE) + " queued tokens of "
                    + line.model() + " at a time: its batches go in about " + batches.rounds()
                    + " rounds, each when batches of the one before have ended.");
        }
    }

    private static long sum(List<Line> lines, ToLongFunction<Sums> figure) {
        return lines.stream().map(Line::sums).mapToLong(figure).sum();
    }

    private void say(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
