package dev.batchline.e2e;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Calls that the gate keeps waiting until they are let go. */
final class Hold {
    private final Side side;
    private final Predicate<Passage> which;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    Hold(Side side, Predicate<Passage> which) {
        this.side = side;
        this.which = which;
    }

    /** Where a call waits. */
    enum Side {
        /** The provider has not heard of it. */
        BEFORE_PROVIDER,
        /** The provider has done it and its reply is kept. */
        BEFORE_REPLY
    }

    /** Whether a call waits here. */
    boolean holds() {
        return waiting.get() > 0 && released.getCount() > 0;
    }

    /** Lets every call go that waits, and those that come later. */
    void release() {
        released.countDown();
    }

    void pass(Side where, Passage call) throws InterruptedException {
        if (side == where && which.test(call)) {
            waiting.incrementAndGet();
            released.await();
        }
    }
}
