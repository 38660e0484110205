package dev.batchline.dst;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/** What the dice let go wrong, up to a time and a number of blows. */
final class RandomFaults implements Faults {
    /** What a lagging replica may not find though it is there. */
    private static final Set<String> FORGETFUL = Set.of("retrieve", "download", "cancel");

    private final Dice dice;
    private final Instant until;
    private final double blows;
    private final double calls;
    private final double commits;
    private final Supplier<Instant> now;
    private int left;

    RandomFaults(Dice dice, Supplier<Instant> now) {
        this.dice = dice;
        this.now = now;
        this.until = Schedule.START.plus(Duration.ofSeconds(dice.between(10, 60)));
        this.blows = dice.pick(java.util.List.of(0.0, 0.003, 0.01, 0.03));
        this.calls = dice.pick(java.util.List.of(0.0, 0.05, 0.2));
        this.commits = dice.pick(java.util.List.of(0.0, 0.0, 0.02, 0.05));
        this.left = dice.between(1, 14);
    }

    @Override
    public boolean over() {
        return now.get().isAfter(until);
    }

    @Override
    public Blow at(Point point) {
        if (left <= 0 || over() || !dice.chance(blows * weight(point.kind()))) {
            return Blow.NONE;
        }
        left--;
        return switch (dice.between(0, 9)) {
            case 0, 1, 2, 3 ->
                new Blow(Blow.Kind.KILL, dice.chance(0.5) ? dice.millis(100, 3_000) : dice.millis(3_000, 45_000));
            case 4, 5, 6 -> new Blow(Blow.Kind.FREEZE, length());
            case 7 -> new Blow(Blow.Kind.CUT_FROM_KAFKA, length());
            case 8 -> new Blow(Blow.Kind.CUT_FROM_PROVIDER, length());
            default -> new Blow(Blow.Kind.STOP, null);
        };
    }

    /** Loops are everywhere, calls are few. */
    private static double weight(String kind) {
        return switch (kind) {
            case "polled nothing" -> 0.02;
            case "loop" -> 0.05;
            case "renew", "polled", "processed" -> 0.2;
            case "commit sealed", "commit uploaded", "commit submitted" -> 5;
            case "create" -> 25;
            case "create answered", "upload", "upload answered" -> 6;
            default -> 2;
        };
    }

    private Duration length() {
        return dice.chance(0.4) ? dice.millis(200, 8_000) : dice.millis(8_000, 80_000);
    }

    @Override
    public Fate call(Point point) {
        if (over() || !dice.chance(calls)) {
            return Fate.DONE;
        }
        return switch (dice.between(0, 9)) {
            case 0, 1 -> Fate.REQUEST_LOST;
            case 2, 3, 4 -> Fate.REPLY_LOST;
            case 5, 6 -> Fate.CARRIED_OUT_LATE;
            case 7 -> Fate.THROTTLED;
            case 8 -> dice.chance(0.3) ? Fate.BLOCKED : refused(point);
            default -> odd(point.kind());
        };
    }

    private static Fate odd(String kind) {
        if (FORGETFUL.contains(kind)) {
            return Fate.NOT_FOUND;
        }
        return kind.equals("create") ? Fate.REFUSED : Fate.REPLY_LOST;
    }

    private static Fate refused(Point point) {
        return point.kind().equals("create") || point.kind().equals("upload") ? Fate.REFUSED : Fate.THROTTLED;
    }

    @Override
    public CommitFate commit(Point point) {
        if (over() || !dice.chance(commits)) {
            return CommitFate.DONE;
        }
        return dice.chance(0.5) ? CommitFate.REPLY_LOST : CommitFate.REQUEST_LOST;
    }
}
