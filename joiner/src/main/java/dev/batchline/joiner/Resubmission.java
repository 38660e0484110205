package dev.batchline.joiner;

import dev.batchline.schemas.OffsetRange;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A group of requests that are written to the lanes topic again when their time has come. It needs nothing else of the
 * window that they were sent in.
 *
 * @param v the version of this format, 1
 * @param windowId the window that they were sent in
 * @param version counts its changes; a call answers one version
 * @param requests where in the lanes topic they stand, rising
 * @param notBefore when their time has come
 */
record Resubmission(int v, WindowId windowId, long version, List<OffsetRange> requests, Instant notBefore) {
    static final int FORMAT = 1;

    Resubmission {
        requests = List.copyOf(requests);
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
        return new Resubmission(v, windowId, version + 1, rest, notBefore);
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
