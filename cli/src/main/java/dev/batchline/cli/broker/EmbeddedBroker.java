package dev.batchline.cli.broker;

import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A real Kafka broker with one node in this process, reachable on the loopback address only. */
public final class EmbeddedBroker implements AutoCloseable {
    private final BrokerHome home;
    private final KafkaRaftServer server;

    private EmbeddedBroker(BrokerHome home) {
        this.home = home;
        home.format();
        server = new KafkaRaftServer(new KafkaConfig(home.properties(), false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            close();
            throw new BrokerException(
                    "The broker at " + home.bootstrapServers() + " did not start (" + e.getMessage() + ").", e);
        }
    }

    /** Starts a broker whose data goes with it; returns when it takes requests. */
    public static EmbeddedBroker start() {
        return new EmbeddedBroker(BrokerHome.inTemporaryDirectory());
    }

    /** Starts a broker on a directory that is kept, and that may hold its data from before. */
    public static EmbeddedBroker start(Path dir) {
        return new EmbeddedBroker(BrokerHome.in(dir));
    }

    /** What clients set as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return home.bootstrapServers();
    }

    /** Stops the broker; returns when its threads have ended and its ports are free. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        home.leave();
    }
}
