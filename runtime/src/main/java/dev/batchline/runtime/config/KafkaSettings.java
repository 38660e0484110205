package dev.batchline.runtime.config;

import java.util.HashMap;
import java.util.Map;

/**
 * How to reach Kafka; everything beside the brokers is passed through.
 *
 * @param bootstrapServers brokers to begin with, {@code host:port} joined by commas
 * @param shared for every client
 * @param producer for producers
 * @param consumer for consumers
 * @param admin for admin clients
 * @param streams for Kafka Streams
 */
public record KafkaSettings(
        String bootstrapServers,
        Map<String, String> shared,
        Map<String, String> producer,
        Map<String, String> consumer,
        Map<String, String> admin,
        Map<String, String> streams) {
    public KafkaSettings {
        shared = Map.copyOf(shared);
        producer = Map.copyOf(producer);
        consumer = Map.copyOf(consumer);
        admin = Map.copyOf(admin);
        streams = Map.copyOf(streams);
    }

    /** The brokers alone. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** Properties for a producer, to which the caller adds its own. */
    public Map<String, Object> producerProperties() {
        return client(producer);
    }

    /** Properties for a consumer, to which the caller adds its own. */
    public Map<String, Object> consumerProperties() {
        return client(consumer);
    }

    /** Properties for an admin client. */
    public Map<String, Object> adminProperties() {
        return client(admin);
    }

    /** Properties for Kafka Streams; those of one kind of client stand behind the prefixes that Streams gives them. */
    public Map<String, Object> streamsProperties() {
        Map<String, Object> properties = new HashMap<>(shared);
        producer.forEach((key, value) -> properties.put("producer." + key, value));
        consumer.forEach((key, value) -> properties.put("consumer." + key, value));
        admin.forEach((key, value) -> properties.put("admin." + key, value));
        properties.putAll(streams);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    /** The same with properties for every client that win over those that are there, other than the brokers. */
    public KafkaSettings withClientProperties(Map<String, String> properties) {
        return new KafkaSettings(
                bootstrapServers,
                merged(shared, properties),
                merged(producer, properties),
                merged(consumer, properties),
                merged(admin, properties),
                streams);
    }

    /** The same with other brokers. */
    public KafkaSettings withBootstrapServers(String servers) {
        return new KafkaSettings(servers, shared, producer, consumer, admin, streams);
    }

    private Map<String, Object> client(Map<String, String> kind) {
        Map<String, Object> properties = new HashMap<>(shared);
        properties.putAll(kind);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    private static Map<String, String> merged(Map<String, String> below, Map<String, String> above) {
        Map<String, String> all = new HashMap<>(below);
        all.putAll(above);
        return all;
    }

    /** Names the brokers only: properties may be secrets. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + "]";
    }
}
