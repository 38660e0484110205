package dev.batchline.runtime.kafka;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.operations.ServiceState;
import dev.batchline.runtime.operations.StuckRecordException;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running service: one Streams application that outlives the failures of its threads. */
public final class StreamsService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final String group;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMeters;
    private final Runnable quiesce;
    private final Operations operations;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ThreadRestarts restarts = new ThreadRestarts();
    private final Clocks clocks;
    private volatile boolean ran;
    private volatile @Nullable String failure;

    private StreamsService(String group, KafkaStreams streams, Clocks clocks, Runnable quiesce, Operations operations) {
        this.group = group;
        this.streams = streams;
        this.kafkaMeters = new KafkaStreamsMetrics(streams, Tags.of("service", operations.service()));
        this.clocks = clocks;
        this.quiesce = quiesce;
        this.operations = operations;
    }

    /**
     * Starts an application.
     *
     * @param quiesce called before the application leaves its group: starts no new work and waits for what is under way
     * @param operations what it counts and tells
     */
    public static StreamsService start(
            StreamsSettings settings, Topology topology, Clocks clocks, Runnable quiesce, Operations operations) {
        KafkaStreams streams = new KafkaStreams(topology, settings.properties());
        StreamsService service = new StreamsService(settings.applicationId(), streams, clocks, quiesce, operations);
        streams.setUncaughtExceptionHandler(service::onFailure);
        streams.setStateListener((now, before) -> service.onState(now));
        streams.start();
        service.kafkaMeters.bindTo(operations.meters());
        return service;
    }

    /** The service's word. */
    public String name() {
        return operations.service();
    }

    /** How far it is. */
    public ServiceState state() {
        if (dead()) {
            return ServiceState.DEAD;
        }
        if (running()) {
            return ServiceState.RUNNING;
        }
        return ran ? ServiceState.REBALANCING : ServiceState.STARTING;
    }

    /** Whether every task is assigned and restored. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it has ended for good. */
    public boolean dead() {
        return streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.NOT_RUNNING;
    }

    /** Why it has ended by itself and what a person has to do, if that is known. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends it: nothing new is begun, what is under way is waited for, and the group is left at once. */
    @Override
    public void close() {
        closing.countDown();
        quiesce.run();
        CloseOptions leave = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT);
        boolean closed = streams.close(leave);
        kafkaMeters.close();
        operations.health().clear(threadFailed());
        LOG.atInfo()
                .addKeyValue("service", name())
                .addKeyValue("in_time", closed)
                .log("Service ended");
    }

    private void onState(KafkaStreams.State state) {
        LOG.atInfo().addKeyValue("service", name()).addKeyValue("state", state).log("Service state changed");
        if (state == KafkaStreams.State.RUNNING) {
            ran = true;
            operations.health().clear(threadFailed());
        }
    }

    private StreamThreadExceptionResponse onFailure(Throwable thrown) {
        Optional<String> incurable = Incurable.sentence(name(), group, thrown);
        if (incurable.isPresent()) {
            LOG.atDebug().setCause(thrown).addKeyValue("service", name()).log("Service cannot go on");
            failure = incurable.get();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        boolean stuck = StuckRecordException.in(thrown);
        Duration wait = stuck ? restarts.nextAtStuckRecord() : restarts.next(clocks.elapsed());
        operations.runtimeMeters().threadRestarted();
        operations
                .health()
                .raise(
                        threadFailed(),
                        "A stream thread failed (" + thrown.getClass().getSimpleName() + ") and is replaced in "
                                + wait.toMillis() + " ms. Nothing is lost; the log has the cause.");
        LOG.atError()
                .setCause(thrown)
                .addKeyValue("service", name())
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

    private String threadFailed() {
        return "thread_failed/" + name();
    }
}
