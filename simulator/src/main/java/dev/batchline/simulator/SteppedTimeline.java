package dev.batchline.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Time that stands still between calls of {@link #advance}; due work runs in the advancing thread. */
final class SteppedTimeline implements Timeline {

    private final PriorityQueue<Due> queue = new PriorityQueue<>(Due.EARLIEST_FIRST);
    private final ReentrantLock advancing = new ReentrantLock();
    private Instant now;
    private long order;

    SteppedTimeline(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void at(Instant due, Runnable work) {
        queue.add(new Due(due, order++, work));
    }

    @Override
    public void advance(Duration duration) {
        advancing.lock();
        try {
            Instant target = now().plus(duration);
            for (Due next = nextUntil(target); next != null; next = nextUntil(target)) {
                next.work().run();
            }
            moveTo(target);
        } finally {
            advancing.unlock();
        }
    }

    @Override
    public synchronized void close() {
        queue.clear();
    }

    private synchronized @Nullable Due nextUntil(Instant target) {
        Due head = queue.peek();
        if (head == null || head.at().isAfter(target)) {
            return null;
        }
        queue.remove();
        moveTo(head.at());
        return head;
    }

    private synchronized void moveTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }
}
