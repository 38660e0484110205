package dev.batchline.batcher;

import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LaneStatus.Why;
import dev.batchline.schemas.WindowFacts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what is told of a lane, and says in words what it waits for. */
final class LanePolicy {
    /** Words of providers and operators are cut, so that a status is never too large to be told. */
    static final int LONGEST = 1_000;

    private LanePolicy() {}

    /** How a lane stands; nothing if nothing is left of it. */
    static Optional<LaneStatus> status(LaneView view) {
        LaneStatus.Pause paused = view.paused();
        boolean itself = paused != null && !paused.everyLane();
        if (view.open() == null && view.closed().windows() == 0 && !itself) {
            return Optional.empty();
        }
        return Optional.of(new LaneStatus(
                LaneStatus.FORMAT,
                view.lane(),
                view.open() == null ? null : filling(view.open()),
                view.closed(),
                view.budgets(),
                paused,
                why(view),
                view.now()));
    }

    /** A text as long as may be told. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static List<Why> why(LaneView view) {
        List<Why> why = new ArrayList<>();
        if (view.paused() != null) {
            why.add(paused(view.paused()));
        }
        if (view.front() != null) {
            front(view.front(), view).ifPresent(why::add);
        }
        if (view.open() != null) {
            why.add(open(view.open(), view));
        }
        LaneStatus.Amount running = view.closed().submitted();
        if (running.windows() > 0) {
            String since = running.since() == null ? "" : ", the oldest since " + time(running.since());
            why.add(new Why(
                    "at_provider",
                    false,
                    count(running.windows(), "batch", "batches") + " with " + requests(running.requests())
                            + " at the provider" + since,
                    null));
        }
        LaneStatus.Amount ended = view.closed().ended();
        if (ended.windows() > 0) {
            why.add(new Why(
                    "publishing",
                    false,
                    "the outcomes of " + count(ended.windows(), "window", "windows") + " with "
                            + requests(ended.requests()) + " are being published",
                    null));
        }
        return why;
    }

    private static Why paused(LaneStatus.Pause pause) {
        String since = pause.since() == null ? "" : " since " + time(pause.since());
        String reason = pause.reason() == null ? "" : ": " + pause.reason();
        String who = pause.everyLane() ? "every lane is paused by an operator" : "paused by an operator";
        String how = pause.everyLane() ? "'resume --all'" : "'resume'";
        return new Why("paused", true, who + since + reason + " (" + how + " lets it go on)", null);
    }

    /** What holds the oldest window without a batch; nothing if that is the pause, which is told already. */
    private static Optional<Why> front(LaneView.Front front, LaneView view) {
        Waiting waiting = front.waiting();
        if (waiting == null) {
            return Optional.of(doing(front, view));
        }
        if (waiting.reason() == Waiting.Reason.PAUSED && view.paused() != null) {
            return Optional.empty();
        }
        Instant until = until(waiting, view.now());
        String words = waitingWindows(front, view)
                + cut(waiting.words())
                + (until == null ? "" : next(waiting.reason()) + time(until));
        return Optional.of(new Why(waiting.reason().word(), true, words, until));
    }

    private static String waitingWindows(LaneView.Front front, LaneView view) {
        int windows =
                view.closed().sealed().windows() + view.closed().uploaded().windows();
        String oldest = windows == 1 ? "a closed window" : "the oldest of " + windows + " closed windows";
        return oldest + " (" + requests(front.requests()) + ") waits: ";
    }

    private static Why doing(LaneView.Front front, LaneView view) {
        int others = view.closed().sealed().windows() + view.closed().uploaded().windows() - 1;
        String more =
                others == 0 ? "" : "; " + count(others, "more closed window", "more closed windows") + " after it";
        String window = "a closed window with " + requests(front.requests());
        return switch (front.doing()) {
            case SIFTING ->
                new Why(
                        "sifting",
                        false,
                        window + " is looked through for requests that are to be cancelled" + more,
                        null);
            case UPLOADING -> new Why("uploading", false, "the file of " + window + " is being uploaded" + more, null);
            case CREATING -> new Why("creating", false, "the batch of " + window + " is being created" + more, null);
            case LOOKING ->
                new Why(
                        "looking",
                        false,
                        "the provider is asked whether it has the batch of " + window + " already" + more,
                        null);
        };
    }

    /** When a wait is over or looked at; null where the time says nothing. */
    private static @Nullable Instant until(Waiting waiting, Instant now) {
        Instant until = waiting.until().isAfter(now) ? waiting.until() : null;
        return switch (waiting.reason()) {
            case BUDGET, PAUSED, ACCOUNT_UNKNOWN, LEASE -> null;
            case CREATIONS, ACCOUNT_BLOCKED, ACCOUNT_THROTTLED, ROOM, BACK_OFF, RETRY, UNCERTAIN -> until;
        };
    }

    private static String next(Waiting.Reason reason) {
        return switch (reason) {
            case ACCOUNT_BLOCKED -> "; one call looks whether that is over ('resume' makes it look now), at ";
            case CREATIONS -> "; the next may be created at ";
            case ACCOUNT_THROTTLED, ROOM, BACK_OFF, RETRY, UNCERTAIN -> "; next try at ";
            case BUDGET, PAUSED, ACCOUNT_UNKNOWN, LEASE -> "; ";
        };
    }

    private static Why open(LaneView.Open open, LaneView view) {
        LaneView.StillOpen still = open.still();
        Instant closes = open.facts().openedAt().plus(open.linger());
        String takes = "takes requests: " + fullest(open.facts(), open.limits());
        if (still == null) {
            return new Why(
                    "filling",
                    false,
                    takes + "; closes when it is full, at the latest at " + time(closes),
                    seconds(closes));
        }
        String kept = takes + "; older than its linger and kept open: ";
        return switch (still) {
            case LaneView.StillOpen.NoAccount none ->
                new Why(
                        Waiting.Reason.ACCOUNT_UNKNOWN.word(),
                        true,
                        takes + "; no account belongs to pool " + view.lane().pool() + " any more: configure one",
                        null);
            case LaneView.StillOpen.Creations creations -> creations(creations, kept);
            case LaneView.StillOpen.Routing routing ->
                new Why("routing", true, kept + "requests that came before are still being routed", null);
            case LaneView.StillOpen.CatchingUp behind ->
                new Why("catching_up", true, kept + "the batcher reads a backlog of its lanes", null);
        };
    }

    private static Why creations(LaneView.StillOpen.Creations creations, String kept) {
        Instant until = creations.until();
        String words = until == null
                ? "no batch is left of the " + creations.most() + " that may be created in an hour, so only a full"
                        + " window closes"
                : "few batches are left of the " + creations.most() + " that may be created in an hour; closes at "
                        + time(until) + " or when it is full";
        return new Why(Waiting.Reason.CREATIONS.word(), true, kept + words, until == null ? null : seconds(until));
    }

    private static LaneStatus.Filling filling(LaneView.Open open) {
        WindowFacts facts = open.facts();
        WindowLimits limits = open.limits();
        return new LaneStatus.Filling(
                open.id(),
                facts.requests(),
                facts.bytes(),
                facts.tokens(),
                facts.inputs(),
                facts.openedAt(),
                facts.openedAt().plus(open.linger()),
                new LaneStatus.Limits(
                        limits.requests(), limits.bytes(), limit(limits.tokens()), limit(limits.inputs())));
    }

    /** The limit that is nearest, and how near it is. */
    private static String fullest(WindowFacts facts, WindowLimits limits) {
        Measure lines = new Measure("lines", facts.requests(), limits.requests());
        return Stream.of(
                        lines,
                        new Measure("bytes", facts.bytes(), limits.bytes()),
                        new Measure("tokens", facts.tokens(), limits.tokens()),
                        new Measure("texts to embed", facts.inputs(), limits.inputs()),
                        new Measure("bytes of its list of lines", facts.manifestBytes(), limits.manifestBytes()))
                .reduce(lines, (one, other) -> other.share() > one.share() ? other : one)
                .words();
    }

    private static @Nullable Long limit(long most) {
        return most == Long.MAX_VALUE ? null : most;
    }

    private static String requests(long count) {
        return count == 1 ? "1 request" : grouped(count) + " requests";
    }

    private static String count(int count, String one, String several) {
        return count == 1 ? "1 " + one : grouped(count) + " " + several;
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String time(Instant time) {
        return seconds(time).toString();
    }

    /** How full a window is by one measure. */
    private record Measure(String name, long held, long most) {
        double share() {
            return (double) held / most;
        }

        String words() {
            return grouped(held) + " of " + grouped(most) + " " + name;
        }
    }
}
