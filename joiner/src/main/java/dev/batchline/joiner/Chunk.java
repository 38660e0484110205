package dev.batchline.joiner;

import java.util.List;

/**
 * A part of a window's outcomes that is written in one transaction.
 *
 * @param from its first line; it counts only while that is the first line without an outcome
 * @param next the line after its last
 * @param records what is written, in the order of the manifest
 * @param resubmitted lines that go into a new window
 * @param attempt the highest attempt among those lines
 */
record Chunk(int from, int next, List<Outgoing> records, List<Integer> resubmitted, int attempt) {
    Chunk {
        records = List.copyOf(records);
        resubmitted = List.copyOf(resubmitted);
    }

    long completed() {
        return records.stream()
                .filter(record -> record instanceof Outgoing.Completed)
                .count();
    }

    long failed() {
        return records.stream()
                .filter(record -> record instanceof Outgoing.Failed)
                .count();
    }
}
