package dev.batchline.joiner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.batchline.schemas.OffsetRange;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A group of requests that are written to the lanes topic again when their time has come. It needs nothing else of the
 * window that they were sent in.
 *
 * @param v the version of this format, 1
 * @param windowId the window that they were sent in
 * @param version counts its changes; a call answers one version
 * @param requests where in the lanes topic they stand, rising
 * @param notBefore when their time has come
 * @param released true if they were not submitted, so that no attempt is used up; null if they were
 */
record Resubmission(
        int v,
        WindowId windowId,
        long version,
        List<OffsetRange> requests,
        Instant notBefore,
        @Nullable Boolean released) {
    static final int FORMAT = 1;

    Resubmission {
        requests = List.copyOf(requests);
    }

    /** Those of a window whose batch did not do them. */
    static Resubmission again(WindowId window, List<Long> offsets, Instant notBefore) {
        return new Resubmission(FORMAT, window, 1, runs(offsets), notBefore, null);
    }

    /** Those of a window that was given up for the sake of others in it. */
    static Resubmission released(WindowId window, List<Long> offsets, Instant now) {
        return new Resubmission(FORMAT, window, 1, runs(offsets), now, true);
    }

    /** Whether they were not submitted. */
    @JsonIgnore
    boolean keepsAttempt() {
        return Boolean.TRUE.equals(released);
    }

    /** The store key of a group that begins with this line. */
    static String key(WindowId window, int firstLine) {
        return window.text() + "/" + firstLine;
    }

    /** The window that a store key belongs to. */
    static String windowOf(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    /** The same group without the requests up to this offset, inclusive. */
    Resubmission after(long offset) {
        List<OffsetRange> rest = new ArrayList<>();
        for (OffsetRange run : requests) {
            if (run.to() > offset) {
                rest.add(new OffsetRange(Math.max(run.from(), offset + 1), run.to()));
            }
        }
        return new Resubmission(v, windowId, version + 1, rest, notBefore, released);
    }

    /** Every offset, rising. */
    long[] offsets() {
        return requests.stream()
                .flatMapToLong(run -> LongStream.rangeClosed(run.from(), run.to()))
                .toArray();
    }

    /** How many requests there are. */
    long size() {
        return requests.stream().mapToLong(run -> run.to() - run.from() + 1).sum();
    }

    /** Rising offsets as runs. */
    static List<OffsetRange> runs(List<Long> offsets) {
        List<OffsetRange> runs = new ArrayList<>();
        for (long offset : offsets) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).to() == offset - 1) {
                runs.set(last, new OffsetRange(runs.get(last).from(), offset));
            } else {
                runs.add(new OffsetRange(offset, offset));
            }
        }
        return runs;
    }
}
