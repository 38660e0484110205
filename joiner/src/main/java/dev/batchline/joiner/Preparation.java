package dev.batchline.joiner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The parts of one window that are prepared ahead of the one that is published, in one life of its task. */
final class Preparation {
    private static final int AHEAD = 4;

    private final long generation;
    private final Fetched fetched;
    private final Deque<Chunk> ready = new ArrayDeque<>();
    private int next;
    private boolean underWay;

    /**
     * Nothing is prepared yet.
     *
     * @param generation which look at the window's results this is; a call answers one of them
     * @param next the first line to prepare
     */
    Preparation(long generation, Fetched fetched, int next) {
        this.generation = generation;
        this.fetched = fetched;
        this.next = next;
    }

    long generation() {
        return generation;
    }

    /** Whether it is made from this look at the results, each of which has a folder of its own. */
    boolean isOf(Fetched look) {
        return fetched.folder().equals(look.folder());
    }

    /** The first line that is not prepared. */
    int next() {
        return next;
    }

    /** Whether more should be prepared of a window of so many lines. */
    boolean wanted(int lines) {
        return !underWay && next < lines && ready.size() < AHEAD;
    }

    /** Whether parts are being prepared. */
    boolean busy() {
        return underWay;
    }

    /** Parts are being prepared. */
    void began() {
        underWay = true;
    }

    /** Parts are prepared, or could not be. */
    void ended(List<Chunk> chunks) {
        underWay = false;
        ready.addAll(chunks);
        if (!chunks.isEmpty()) {
            next = chunks.get(chunks.size() - 1).next();
        }
    }

    /** The part to publish next. */
    Optional<Chunk> first() {
        return Optional.ofNullable(ready.peek());
    }

    /** Its first part is published. */
    void published() {
        ready.remove();
    }

    /** The bytes of what is prepared. */
    long bytes() {
        return ready.stream().mapToLong(chunk -> chunk.sums().bytes()).sum();
    }
}
