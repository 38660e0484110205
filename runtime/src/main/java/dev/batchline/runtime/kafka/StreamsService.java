package dev.batchline.runtime.kafka;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running service: one Streams application that outlives the failures of its threads. */
public final class StreamsService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final String name;
    private final Runnable quiesce;
    private final KafkaStreams streams;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ThreadRestarts restarts = new ThreadRestarts();
    private final Clocks clocks;

    private StreamsService(String name, KafkaStreams streams, Clocks clocks, Runnable quiesce) {
        this.name = name;
        this.streams = streams;
        this.clocks = clocks;
        this.quiesce = quiesce;
    }

    /**
     * Starts an application.
     *
     * @param quiesce called before the application leaves its group: starts no new work and waits for what is under way
     */
    public static StreamsService start(StreamsSettings settings, Topology topology, Clocks clocks, Runnable quiesce) {
        KafkaStreams streams = new KafkaStreams(topology, settings.properties());
        StreamsService service = new StreamsService(settings.applicationId(), streams, clocks, quiesce);
        streams.setUncaughtExceptionHandler(service::onFailure);
        streams.setStateListener((now, before) -> service.onState(now));
        streams.start();
        return service;
    }

    /** Whether every task is assigned and restored. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it has ended for good. */
    public boolean dead() {
        return streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.NOT_RUNNING;
    }

    /** Ends it: nothing new is begun, what is under way is waited for, and the group is left at once. */
    @Override
    public void close() {
        closing.countDown();
        quiesce.run();
        CloseOptions leave = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT);
        boolean closed = streams.close(leave);
        LOG.atInfo().addKeyValue("service", name).addKeyValue("in_time", closed).log("Service ended");
    }

    private void onState(KafkaStreams.State state) {
        LOG.atInfo().addKeyValue("service", name).addKeyValue("state", state).log("Service state changed");
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        Optional<String> lost = LostRecords.message(failure, name);
        if (lost.isPresent()) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("service", name)
                    .addKeyValue("reason", lost.get())
                    .log("Service ends: records that it has to read are gone");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Duration wait = restarts.next(clocks.elapsed());
        LOG.atError()
                .setCause(failure)
                .addKeyValue("service", name)
                .addKeyValue("restart_in", wait)
                .log("Stream thread failed and is replaced");
        try {
            boolean stopped = closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            return stopped
                    ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                    : StreamThreadExceptionResponse.REPLACE_THREAD;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
    }
}
