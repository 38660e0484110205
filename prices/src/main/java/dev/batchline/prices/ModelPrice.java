package dev.batchline.prices;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a model costs at a provider.
 *
 * @param provider the provider, such as {@code openai}
 * @param model the model, as requests name it
 * @param steps its rates by the length of the prompt, shortest first; the first is for every length
 */
record ModelPrice(String provider, String model, List<Step> steps) {
    ModelPrice {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.getFirst().above() != 0) {
            throw new IllegalArgumentException(model + " has no rates for short prompts");
        }
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).above() <= steps.get(i - 1).above()) {
                throw new IllegalArgumentException(model + " has steps out of order");
            }
        }
    }

    /** US dollars for items with prompts of this length, which decides on all of them. */
    BigDecimal cost(Mode mode, TokenUse use, long prompt) {
        Step step = steps.getFirst();
        for (Step longer : steps) {
            step = prompt > longer.above() ? longer : step;
        }
        return step.rates(mode).cost(use);
    }

    /**
     * Rates for prompts above a length.
     *
     * @param above the length in tokens; 0 for every length
     * @param standard at once
     * @param batch in a batch
     */
    record Step(long above, Rates standard, Rates batch) {
        Rates rates(Mode mode) {
            return switch (mode) {
                case STANDARD -> standard;
                case BATCH -> batch;
            };
        }
    }
}
