package dev.batchline.batcher;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one account that carry the names of our windows and are old, as its list showed them last: one list for
 * all tasks of this process, each of which judges those of its own windows.
 */
final class OldFiles {
    /** Whoever began to read the list so long ago has been stopped at it. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** How much sooner than usual it is read for the first time, and again after a failure. */
    private static final int SOONER = 24;

    private final Duration every;
    private @Nullable Instant due;
    private List<OldFile> shown = List.of();
    private long number;

    OldFiles(Duration every) {
        this.every = every;
    }

    /** Whether the caller is to read the list now. */
    synchronized boolean start(Instant now) {
        if (due == null) {
            due = now.plus(every.dividedBy(SOONER));
        }
        if (now.isBefore(due)) {
            return false;
        }
        due = now.plus(LONGEST);
        return true;
    }

    /** The list was read. */
    synchronized void read(List<OldFile> files, Instant now) {
        shown = List.copyOf(files);
        number++;
        due = now.plus(every);
    }

    /** The list could not be read. */
    synchronized void failed(Instant now) {
        due = now.plus(every.dividedBy(SOONER));
    }

    /** What was read last. */
    synchronized Shown shown() {
        return new Shown(number, shown);
    }

    /**
     * What a list showed.
     *
     * @param number counts the lists of this process
     * @param files those that may be orphans
     */
    record Shown(long number, List<OldFile> files) {}
}
