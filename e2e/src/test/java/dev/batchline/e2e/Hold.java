package dev.batchline.e2e;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls that the gate keeps waiting until they are let go. */
final class Hold {
    private final Side side;
    private final Predicate<Passage> which;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable Passage> first = new AtomicReference<>();
    private final Semaphore places;

    /**
     * A hold.
     *
     * @param most how many calls it keeps at most; others go by
     */
    Hold(Side side, Predicate<Passage> which, int most) {
        this.side = side;
        this.which = which;
        this.places = new Semaphore(most);
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

    /** The first call that it kept. */
    Passage first() {
        return Objects.requireNonNull(first.get(), "nothing was held");
    }

    /** Lets every call go that waits, and those that come later. */
    void release() {
        released.countDown();
    }

    void pass(Side where, Passage call) throws InterruptedException {
        if (side == where && which.test(call) && places.tryAcquire()) {
            first.compareAndSet(null, call);
            waiting.incrementAndGet();
            released.await();
        }
    }
}
