package dev.batchline.cli.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;

/** A process that stands still before one of its calls to a producer, and goes on later. */
final class Freeze {
    private static final int PATIENCE_SECONDS = 60;

    private final Producer<byte[], byte[]> producer;
    private final String call;
    private final AtomicInteger left;
    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch thawed = new CountDownLatch(1);

    private Freeze(Producer<byte[], byte[]> producer, String call, int which) {
        this.producer = producer;
        this.call = call;
        this.left = new AtomicInteger(which);
    }

    /** Stands still before a call of this name, counted from 1. */
    static Freeze at(Producer<byte[], byte[]> producer, String call, int which) {
        return new Freeze(producer, call, which);
    }

    /** The producer of the process. */
    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> freezing() {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Freeze.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(call) && left.decrementAndGet() == 0) {
                        frozen.countDown();
                        await(thawed);
                    }
                    try {
                        return method.invoke(producer, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void awaitFrozen() throws InterruptedException {
        await(frozen);
    }

    void thaw() {
        thawed.countDown();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing happened for " + PATIENCE_SECONDS + " s");
        }
    }
}
