package dev.batchline.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Which batches a fault hits. A batch is asked about once, when it is created; what hit it stays with it for as long
 * as the script is played.
 *
 * @param nth only this one of the batches that fit by model and lines, from 1; 0 is all of them
 * @param model only batches of this model
 * @param share only a seeded share of those that fit, above 0 and up to 1
 * @param minimumLines only batches with as many lines
 * @param times at most so many batches in all; 0 is no limit
 * @param existing whether batches that are there when the script is set are asked about too, the oldest first
 */
public record Batches(
        int nth, @Nullable String model, @Nullable Double share, int minimumLines, int times, boolean existing) {

    private static final Batches EVERY = new Batches(0, null, null, 0, 0, false);

    public Batches(
            int nth, @Nullable String model, @Nullable Double share, int minimumLines, int times, boolean existing) {
        Bounds.notNegative("nth", nth);
        Bounds.notNegative("minimum_lines", minimumLines);
        Bounds.notNegative("times", times);
        Bounds.shareOrNone(share);
        this.nth = nth;
        this.model = model;
        this.share = share;
        this.minimumLines = minimumLines;
        this.times = times;
        this.existing = existing;
    }

    /** Every batch that is created. */
    public static Batches every() {
        return EVERY;
    }

    /** The nth batch that is created, from 1. */
    public static Batches nth(int nth) {
        return new Batches(Bounds.positive("nth", nth), null, null, 0, 0, false);
    }

    /** Every batch of a model. */
    public static Batches ofModel(String model) {
        return new Batches(0, model, null, 0, 0, false);
    }

    /** A seeded share of the batches. */
    public static Batches share(double share) {
        return new Batches(0, null, share, 0, 0, false);
    }

    /** These, but only with as many lines. */
    public Batches withMinimumLines(int lines) {
        return new Batches(nth, model, share, lines, times, existing);
    }

    /** These, but no more than so many in all. */
    public Batches withTimes(int most) {
        return new Batches(nth, model, share, minimumLines, most, existing);
    }

    /** These, and those that are there already. */
    public Batches withExisting() {
        return new Batches(nth, model, share, minimumLines, times, true);
    }

    static Batches orEvery(@Nullable Batches given) {
        return given == null ? EVERY : given;
    }

    boolean fits(@Nullable String ofModel, int lines) {
        return (model == null || model.equals(ofModel)) && lines >= minimumLines;
    }
}
