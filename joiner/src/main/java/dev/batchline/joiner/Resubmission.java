package dev.batchline.joiner;

import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A group of a window's lines that are written to the lanes topic again when their time has come.
 *
 * @param v the version of this format, 1
 * @param windowId the window that they were sent in
 * @param version counts its changes; a call answers one version
 * @param lines which lines, rising
 * @param notBefore when their time has come
 */
record Resubmission(int v, WindowId windowId, long version, List<Lines> lines, Instant notBefore) {
    static final int FORMAT = 1;

    Resubmission {
        lines = List.copyOf(lines);
    }

    /** The store key of a group that begins with this line. */
    static String key(WindowId window, int firstLine) {
        return window.text() + "/" + firstLine;
    }

    /** The window that a store key belongs to. */
    static String windowOf(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    /** The same group without the lines up to this one, inclusive. */
    Resubmission after(int line) {
        List<Lines> rest = new ArrayList<>();
        for (Lines run : lines) {
            if (run.to() > line) {
                rest.add(new Lines(Math.max(run.from(), line + 1), run.to()));
            }
        }
        return new Resubmission(v, windowId, version + 1, rest, notBefore);
    }

    /** Rising line numbers as runs. */
    static List<Lines> runs(List<Integer> seqs) {
        List<Lines> runs = new ArrayList<>();
        for (int seq : seqs) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).to() == seq - 1) {
                runs.set(last, new Lines(runs.get(last).from(), seq));
            } else {
                runs.add(new Lines(seq, seq));
            }
        }
        return runs;
    }

    /**
     * Lines side by side.
     *
     * @param from the first, from 0
     * @param to the last, inclusive
     */
    record Lines(int from, int to) {}
}
