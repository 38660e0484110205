package dev.batchline.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Time that runs by itself, with one timer thread and two workers for what falls due. */
final class RunningTimeline implements Timeline {

    private static final Logger LOG = LoggerFactory.getLogger(RunningTimeline.class);
    private static final int WORKERS = 2;

    private final SimulatedTime.Running time;
    private final Instant start;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Due.EARLIEST_FIRST);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread timer;
    private final ExecutorService workers;
    private long order;

    private RunningTimeline(SimulatedTime.Running time) {
        this.time = time;
        this.start = time.source().instant();
        this.timer = Thread.ofPlatform().daemon().name("simulator-timer").unstarted(this::keepTime);
        this.workers = Executors.newFixedThreadPool(
                WORKERS,
                Thread.ofPlatform().daemon().name("simulator-worker-", 1).factory());
    }

    static RunningTimeline start(SimulatedTime.Running time) {
        RunningTimeline timeline = new RunningTimeline(time);
        timeline.timer.start();
        return timeline;
    }

    @Override
    public Instant now() {
        double passed = Duration.between(start, time.source().instant()).toNanos() * time.factor();
        return start.plusNanos((long) passed);
    }

    @Override
    public void at(Instant due, Runnable work) {
        lock.lock();
        try {
            queue.add(new Due(due, order++, work));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void advance(Duration duration) {
        throw new IllegalStateException("this simulator's time runs by itself; only stepped time can be advanced");
    }

    @Override
    public void close() {
        timer.interrupt();
        workers.shutdown();
        try {
            timer.join(Duration.ofSeconds(10));
            workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepTime() {
        try {
            while (true) {
                workers.execute(awaitDue());
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            LOG.atDebug().log("Time stops");
        }
    }

    private Runnable awaitDue() throws InterruptedException {
        lock.lock();
        try {
            Due head = queue.peek();
            while (head == null || nanosUntil(head) > 0) {
                if (head == null) {
                    changed.await();
                } else {
                    changed.awaitNanos(nanosUntil(head));
                }
                head = queue.peek();
            }
            queue.remove();
            return head.work();
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntil(Due due) {
        return (long) (Duration.between(now(), due.at()).toNanos() / time.factor());
    }
}
