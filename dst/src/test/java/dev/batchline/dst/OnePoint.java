package dev.batchline.dst;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nothing goes wrong but for one thing, at one of the points that a run comes to. */
final class OnePoint implements Faults {
    /** What every round of a stream thread comes by, so that to be struck there once is enough for a process. */
    private static final Set<String> EVERYWHERE = Set.of("renew", "polled", "processed");

    /** Where nothing is under way. */
    private static final Set<String> IDLE = Set.of("loop", "polled nothing");

    private final int which;
    private final @Nullable Blow blow;
    private final @Nullable Fate fate;
    private final @Nullable CommitFate commitFate;
    private final List<String> points = new ArrayList<>();
    private final Set<String> rounds = new HashSet<>();
    private boolean over;

    private OnePoint(int which, @Nullable Blow blow, @Nullable Fate fate, @Nullable CommitFate commitFate) {
        this.which = which;
        this.blow = blow;
        this.fate = fate;
        this.commitFate = commitFate;
    }

    /** Nothing goes wrong; what points there are is told afterwards. */
    static OnePoint none() {
        return new OnePoint(-1, null, null, null);
    }

    /** A process is struck where it stands. */
    static OnePoint blow(int which, Blow blow) {
        return new OnePoint(which, blow, null, null);
    }

    /** A call comes to grief. */
    static OnePoint call(int which, Fate fate) {
        return new OnePoint(which, null, fate, null);
    }

    /** A commit comes to grief. */
    static OnePoint commit(int which, CommitFate fate) {
        return new OnePoint(which, null, null, fate);
    }

    /** The points that the run has come to, in order: where threads stood, what was called and what was committed. */
    List<String> points() {
        return points;
    }

    @Override
    public Blow at(Point point) {
        return meet("at ", point) && blow != null ? blow : Blow.NONE;
    }

    @Override
    public Fate call(Point point) {
        return meet("call ", point) && fate != null ? fate : Fate.DONE;
    }

    @Override
    public CommitFate commit(Point point) {
        return meet("commit ", point) && commitFate != null ? commitFate : CommitFate.DONE;
    }

    private boolean meet(String what, Point point) {
        if (IDLE.contains(point.kind()) || EVERYWHERE.contains(point.kind()) && !rounds.add(what + point)) {
            return false;
        }
        boolean now = points.size() == which;
        over |= now;
        points.add(what + point.kind() + " of " + point.process());
        return now;
    }

    @Override
    public boolean over() {
        return over;
    }
}
