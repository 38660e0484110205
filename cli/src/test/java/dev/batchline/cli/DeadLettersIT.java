package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters are listed from a broker. */
@Timeout(60)
class DeadLettersIT {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        assertThat(Run.of("topics", "create", "--bootstrap-server", broker.bootstrapServers())
                        .exitCode())
                .isZero();
        Instant now = Instant.now();
        List<ProducerRecord<String, String>> letters = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            letters.add(letter("a-" + i, "http_503", "true", now.minusSeconds(7200 - i)));
        }
        letters.add(letter("b-1", "invalid_json", "false", now.minusSeconds(60)));
        send(true, letters);
        send(false, List.of(letter("c-1", "aborted_with_its_transaction", "false", now)));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void groupsThemByReason() throws Exception {
        Run run = list("-o", "json");
        JsonNode rows = new ObjectMapper().readTree(run.out());

        assertThat(run.exitCode()).isZero();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).path("code").asText()).isEqualTo("http_503");
        assertThat(rows.get(0).path("count").asLong()).isEqualTo(300);
        assertThat(rows.get(0).path("retryable").asLong()).isEqualTo(300);
        assertThat(rows.get(0).path("first_seen").asText())
                .isLessThan(rows.get(0).path("last_seen").asText());
        assertThat(rows.get(0).path("sample").asText()).isEqualTo("Message of http_503.");
        assertThat(rows.get(0).path("what_to_do").asText()).isEqualTo("Send it again later.");
        assertThat(rows.get(1).path("code").asText()).isEqualTo("invalid_json");
        assertThat(rows.get(1).path("retryable").asLong()).isZero();
    }

    @Test
    void narrowsThemDown() {
        assertThat(list("--since", "1h", "-o", "csv").out().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("invalid_json,1,0,");
        assertThat(list("--custom-id", "a-1?", "-o", "csv").out().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("http_503,10,10,");
        Run none = list("--tenant", "nobody");
        assertThat(none.out().lines()).hasSize(1);
        assertThat(none.err()).isEqualTo("No dead letter to show on batch.dead-letters.\n");
        assertThat(list().err()).isEqualTo("301 dead letters on batch.dead-letters.\n");
    }

    @Test
    void saysThatThereIsNoTopic() {
        Run run = list("--topic", "nowhere");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere is not there");
    }

    private static Run list(String... args) {
        List<String> all = new ArrayList<>(List.of("dead-letters", "list"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
        return Run.of(all.toArray(new String[0]));
    }

    private static ProducerRecord<String, String> letter(String id, String code, String retryable, Instant at) {
        ProducerRecord<String, String> letter =
                new ProducerRecord<>("batch.dead-letters", null, at.toEpochMilli(), id, "{}");
        put(letter, Headers.ERROR_CODE, code);
        put(letter, Headers.ERROR_MESSAGE, "Message of " + code + ".");
        put(letter, Headers.ERROR_RETRYABLE, retryable);
        put(letter, Headers.FAILED_AT, at.toString());
        return letter;
    }

    private static void put(ProducerRecord<String, String> letter, String name, String text) {
        letter.headers().add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(boolean commit, List<ProducerRecord<String, String>> records) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                UUID.randomUUID().toString());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }
}
