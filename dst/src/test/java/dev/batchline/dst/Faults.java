package dev.batchline.dst;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a run, and where. */
interface Faults {
    /** A thread has come to a point at which its process may be stopped; what happens to the process there. */
    Blow at(Point point);

    /** What becomes of a call: it is carried out, where nothing else is said. */
    default Fate call(Point point) {
        return Fate.DONE;
    }

    /** What becomes of a commit: it is carried out, where nothing else is said. */
    default CommitFate commit(Point point) {
        return CommitFate.DONE;
    }

    /** Whether things may go wrong from now on. */
    boolean over();

    /**
     * A point at which a thread of a process stands.
     *
     * @param kind what it is about to do, or has just done, such as {@code create} or {@code create answered}
     * @param process whose thread it is
     */
    record Point(String kind, SimProcess process) {}

    /**
     * What happens to a process.
     *
     * @param what the blow
     * @param how how long it lasts, or until it is started again; null where it does not last
     */
    record Blow(Kind what, @Nullable Duration how) {
        static final Blow NONE = new Blow(Kind.NONE, null);

        Duration length() {
            return how == null ? Duration.ZERO : how;
        }

        /** Which blow. */
        enum Kind {
            NONE,
            KILL,
            FREEZE,
            CUT_FROM_KAFKA,
            CUT_FROM_PROVIDER,
            STOP
        }
    }
}
