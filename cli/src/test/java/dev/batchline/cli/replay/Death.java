package dev.batchline.cli.replay;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;

/**
 * The end of a process at one of its calls to a producer: nothing is heard of it afterwards, and a transaction that was
 * open stays open.
 */
final class Death implements InvocationHandler {
    private static final Set<String> POINTS =
            Set.of("initTransactions", "beginTransaction", "send", "sendOffsetsToTransaction", "commitTransaction");

    private final Producer<byte[], byte[]> producer;
    private final Moment moment;
    private int left;
    private boolean dead;
    private String at = "";

    private Death(Producer<byte[], byte[]> producer, int call, Moment moment) {
        this.producer = producer;
        this.left = call;
        this.moment = moment;
    }

    /** Dies at this call, counted from 1. */
    static Death at(Producer<byte[], byte[]> producer, int call, Moment moment) {
        return new Death(producer, call, moment);
    }

    /** The producer of the process. */
    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> mortal() {
        return (Producer<byte[], byte[]>)
                Proxy.newProxyInstance(Death.class.getClassLoader(), new Class<?>[] {Producer.class}, this);
    }

    boolean dead() {
        return dead;
    }

    /** Where it died, in words. */
    String place() {
        return at;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (dead) {
            return null;
        }
        boolean now = POINTS.contains(method.getName()) && --left == 0;
        if (!now) {
            return call(method, arguments);
        }
        dead = true;
        at = moment + " " + method.getName();
        switch (moment) {
            case BEFORE -> {}
            case AFTER -> call(method, arguments);
            case AMID -> {
                CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
                    try {
                        call(method, arguments);
                    } catch (Throwable e) {
                        at = at + ", which ended with " + e.getClass().getSimpleName();
                    }
                });
            }
        }
        producer.close(Duration.ZERO);
        throw new Killed();
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(producer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** When it dies. */
    enum Moment {
        /** Before the call. */
        BEFORE,
        /** While the call is on its way. */
        AMID,
        /** After the call, before its answer was used. */
        AFTER
    }

    /** What a dead process throws. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
