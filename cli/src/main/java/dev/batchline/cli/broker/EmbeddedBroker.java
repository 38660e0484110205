package dev.batchline.cli.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A real Kafka broker with one node in this process, reachable on the loopback address only. */
public final class EmbeddedBroker implements AutoCloseable {
    private final BrokerHome home;
    private final KafkaRaftServer server;

    private EmbeddedBroker(BrokerHome home, Map<String, String> further) {
        this.home = home;
        home.format();
        Map<String, String> properties = new HashMap<>(home.properties());
        properties.putAll(further);
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
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
        return start(Map.of());
    }

    /** The same, with further properties of the broker. */
    public static EmbeddedBroker start(Map<String, String> properties) {
        return new EmbeddedBroker(BrokerHome.inTemporaryDirectory(), properties);
    }

    /** Starts a broker on a directory that is kept, and that may hold its data from before. */
    public static EmbeddedBroker start(Path dir) {
        return new EmbeddedBroker(BrokerHome.in(dir), Map.of());
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
