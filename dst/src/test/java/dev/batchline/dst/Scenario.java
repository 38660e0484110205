package dev.batchline.dst;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is run: how many processes, what is asked of them, and how the provider behaves.
 *
 * @param batchers processes of the batcher
 * @param others processes of the poller, and of the joiner
 * @param requests sent to it
 * @param lanes over which they are spread
 * @param windowRequests the most in a window
 * @param linger how long a window waits for more
 * @param sendingFor over which time the requests are sent
 * @param session after which a silent process loses its tasks
 * @param spoolBytes what may lie on disk
 * @param partLines the most lines that are published in one piece
 * @param budget of queued tokens; null for none
 * @param commands that an operator gives
 * @param tornEvery after which time a spool file is spoiled, again and again; null for never
 * @param cutDownloads share of downloads that are cut off
 * @param clocksOff how far clocks are off at most
 * @param habits how the provider behaves
 */
record Scenario(
        int batchers,
        int others,
        int requests,
        int lanes,
        int windowRequests,
        Duration linger,
        Duration sendingFor,
        Duration session,
        long spoolBytes,
        int partLines,
        @Nullable Long budget,
        int commands,
        @Nullable Duration tornEvery,
        double cutDownloads,
        Duration clocksOff,
        ModelProvider.Habits habits) {
    private static final int SMALL = 8;

    /** A small one with a provider that fails some lines and otherwise behaves. */
    static Scenario small() {
        return small(2, 4, Duration.ofSeconds(2), 2, failsSome(false));
    }

    /** The same, with windows that wait longer than a process needs to be replaced. */
    static Scenario patient() {
        return small(2, 100, Duration.ofSeconds(20), 2, failsSome(false));
    }

    /** The small one, with a provider that deletes no files. */
    static Scenario withoutFence() {
        return small(2, 4, Duration.ofSeconds(2), 2, failsSome(true));
    }

    /** The same as the small one, with one lane, whose windows are published line by line, in several transactions. */
    static Scenario lineByLine() {
        return small(1, SMALL, Duration.ofSeconds(2), 1, failsSome(false));
    }

    /** The small one, with a process of each service and an operator. */
    static Scenario withOperator() {
        Scenario small = small();
        return new Scenario(
                1,
                1,
                small.requests,
                small.lanes,
                small.windowRequests,
                small.linger,
                small.sendingFor,
                small.session,
                small.spoolBytes,
                small.partLines,
                null,
                30,
                null,
                0,
                Duration.ZERO,
                small.habits);
    }

    /** One with a request a window and an operator who is always at it. */
    static Scenario withBusyOperator() {
        Scenario small = small();
        return new Scenario(
                1,
                1,
                40,
                small.lanes,
                1,
                small.linger,
                Duration.ofSeconds(20),
                small.session,
                small.spoolBytes,
                small.partLines,
                null,
                30,
                null,
                0,
                Duration.ZERO,
                small.habits);
    }

    private static Scenario small(
            int lanes, int windowRequests, Duration linger, int partLines, ModelProvider.Habits habits) {
        return new Scenario(
                2,
                2,
                SMALL,
                lanes,
                windowRequests,
                linger,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                1_000_000,
                partLines,
                null,
                0,
                null,
                0,
                Duration.ZERO,
                habits);
    }

    private static ModelProvider.Habits failsSome(boolean keepsFiles) {
        return new ModelProvider.Habits(1_000, 100, 0, 0, 0, 0, 0, 0, keepsFiles, 0, MOSTLY_ANSWERED);
    }

    /** One that the dice choose. */
    static Scenario random(Dice dice) {
        boolean odd = dice.chance(0.6);
        ModelProvider.Habits habits = odd
                ? new ModelProvider.Habits(
                        dice.between(0, World.LIST_LAG_MILLIS),
                        dice.between(1, 6),
                        0.12,
                        0.02,
                        0.08,
                        dice.chance(0.03) ? 0.1 : 0,
                        0.03,
                        0.1,
                        dice.chance(0.15),
                        0.5,
                        dice.chance(0.03) ? WITH_LOSSES : dice.pick(List.of(MOSTLY_ANSWERED, MIXED)))
                : ModelProvider.Habits.GOOD;
        return new Scenario(
                dice.between(1, 2),
                dice.between(1, 2),
                dice.between(5, 40),
                dice.between(1, 4),
                dice.between(2, 9),
                dice.millis(500, 6_000),
                dice.millis(500, 20_000),
                Duration.ofSeconds(dice.chance(0.7) ? 10 : 40),
                dice.chance(0.7) ? 1_000_000 : 600,
                dice.chance(0.5) ? 1 : dice.between(2, 4),
                dice.chance(0.7) ? null : Long.valueOf(120),
                commands(dice),
                dice.chance(0.25) ? dice.millis(500, 5_000) : null,
                odd ? 0.1 : 0,
                clocksOff(dice),
                habits);
    }

    private static int commands(Dice dice) {
        return dice.chance(0.5) ? dice.between(1, 10) : 0;
    }

    /** Mostly some seconds, as on machines that are told the time. */
    private static Duration clocksOff(Dice dice) {
        if (dice.chance(0.3)) {
            return Duration.ZERO;
        }
        return dice.chance(0.8) ? Duration.ofSeconds(3) : World.MOST_SKEW;
    }

    private static final List<LineEnd> MOSTLY_ANSWERED =
            List.of(LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.SERVER_ERROR);
    private static final List<LineEnd> WITH_LOSSES = List.of(
            LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.LOST);
    private static final List<LineEnd> MIXED =
            List.of(LineEnd.ANSWERED, LineEnd.ANSWERED, LineEnd.REFUSED, LineEnd.SERVER_ERROR, LineEnd.STATUS_ZERO);
}
