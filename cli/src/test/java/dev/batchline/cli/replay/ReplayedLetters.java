package dev.batchline.cli.replay;

import dev.batchline.cli.Run;
import dev.batchline.cli.batches.CommittedRecords;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An installation's topics at a broker: dead letters that a test writes, and the requests that come of them.
 *
 * @param broker the broker
 * @param prefix begins the topics' names
 */
record ReplayedLetters(EmbeddedBroker broker, String prefix) {
    /** Creates the topics. */
    static ReplayedLetters create(EmbeddedBroker broker, String prefix) {
        ReplayedLetters letters = new ReplayedLetters(broker, prefix);
        Run created = letters.run("topics", "create", "--override", "partitions=2");
        if (created.exitCode() != 0) {
            throw new IllegalStateException(created.err());
        }
        return letters;
    }

    BatchlineConfig config(String... overrides) {
        ConfigSources sources = ConfigSources.of(Map.of())
                .withOverride("bootstrap.servers=" + broker.bootstrapServers())
                .withOverride("topic.prefix=" + prefix);
        for (String override : overrides) {
            sources = sources.withOverride(override);
        }
        return BatchlineConfig.load(sources);
    }

    Run run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers(), "--override", "topic.prefix=" + prefix));
        return Run.of(all.toArray(String[]::new));
    }

    /** A replay that acts, by its flags. */
    Run replay(String... flags) {
        List<String> all = new ArrayList<>(List.of("replay", "--execute"));
        all.addAll(Arrays.asList(flags));
        return run(all.toArray(String[]::new));
    }

    String name(Topic topic) {
        return config().topics().name(topic);
    }

    /** Writes dead letters of one reason, named by a word and a number. */
    void fail(String word, int count, String code) {
        List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(letter(word + "-" + i, code));
        }
        write(letters);
    }

    /** One of Batchline's own. */
    ProducerRecord<byte[], byte[]> letter(String customId, String code) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(name(Topic.DEAD_LETTERS), utf8(customId), utf8(request(customId)));
        put(letter, Headers.ERROR_CODE, code);
        put(letter, Headers.ERROR_MESSAGE, "Message of " + code + ".");
        put(letter, Headers.ERROR_RETRYABLE, "true");
        put(letter, Headers.FAILED_AT, Instant.now().toString());
        put(letter, Headers.ACCOUNT, "openai");
        put(letter, Headers.ATTEMPT, "3");
        put(letter, Headers.SOURCE_TOPIC, name(Topic.REQUESTS));
        put(letter, Headers.SOURCE_PARTITION, "0");
        put(letter, Headers.SOURCE_OFFSET, "17");
        return letter;
    }

    static String request(String customId) {
        return "{\"custom_id\":\"" + customId
                + "\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"gpt-4.1-mini\","
                + "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}}";
    }

    static void put(ProducerRecord<byte[], byte[]> letter, String name, String text) {
        letter.headers().add(name, utf8(text));
    }

    void write(List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    /** What is on the request topic, committed. */
    List<ConsumerRecord<byte[], byte[]>> requests() {
        return records(Topic.REQUESTS);
    }

    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        new CommittedRecords(config(), Set.of(topic)).forEach((unused, record) -> records.add(record));
        return records;
    }

    /** How often each custom_id is on the request topic. */
    Map<String, Integer> sent() {
        Map<String, Integer> sent = new TreeMap<>();
        requests().forEach(record -> sent.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
        return sent;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
