package dev.batchline.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.Batchline;
import dev.batchline.cli.Shell;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LedgerEvent;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger in a broker adds up to. */
@Timeout(60)
class CostIT {
    private static EmbeddedBroker broker;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void addsUpCommittedEventsOfADayOfAnApplication() throws Exception {
        assertThat(run("day.", "topics", "create")).isZero();
        List<LedgerEvent> events = new ArrayList<>();
        for (int request = 0; request < 1_000; request++) {
            events.add(Events.event("claude-sonnet-4-5", 8_000, 2_000, "0.027", "0.054"));
        }
        events.add(Events.event("sim-1", 5, 5, null, null));
        events.add(Events.event("later", 5, 5, "1", "2", Events.AT.plus(Duration.ofDays(1))));
        write("day.ledger", true, events);
        write("day.ledger", false, List.of(Events.event("aborted", 1, 1, "1", "1")));

        assertThat(run("day.", "cost", "--by", "day,model", "--until", "2026-11-22", "-o", "json"))
                .isZero();
        JsonNode rows = new ObjectMapper().readTree(text(out));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).path("model").asText()).isEqualTo("claude-sonnet-4-5");
        assertThat(rows.get(0).path("attempts").asLong()).isEqualTo(1_000);
        assertThat(rows.get(0).path("paid_usd").asText()).isEqualTo("27.00");
        assertThat(rows.get(0).path("list_usd").asText()).isEqualTo("54.00");
        assertThat(rows.get(0).path("saved_usd").asText()).isEqualTo("27.00");
        assertThat(rows.get(1).path("unpriced").asLong()).isEqualTo(1);
        assertThat(rows.get(1).path("paid_usd").asText()).isEmpty();

        assertThat(run("day.", "cost", "--since", "2026-11-22", "-o", "csv")).isZero();
        assertThat(text(out).lines().skip(1)).containsExactly("later,1,0,5,0,5,1.00,2.00,1.00");

        assertThat(run("day.", "cost")).isZero();
        assertThat(text(out)).contains("total", "28.00");
        assertThat(text(err)).contains("1 of 1002 attempts have no price");
    }

    @Test
    void computesAgainWithAPriceFile() throws Exception {
        assertThat(run("again.", "topics", "create")).isZero();
        write("again.ledger", true, List.of(Events.event("sim-1", 2_000_000, 1_000_000, null, null)));
        Path file = Files.writeString(directory.resolve("prices.json"), """
                {"version": "of a test", "currency": "USD", "per_tokens": 1000000, "prices": [
                  {"provider": "openai", "model": "sim-1",
                   "standard": {"input": "3", "output": "15"}, "batch": {"input": "1.5", "output": "7.5"}}]}
                """);

        assertThat(run("again.", "cost", "--reprice", file.toString(), "-o", "csv"))
                .isZero();
        assertThat(text(out).lines().skip(1)).containsExactly("sim-1,1,0,2000000,0,1000000,10.50,21.00,10.50");

        Files.writeString(file, "{}");
        assertThat(run("again.", "cost", "--reprice", file.toString())).isEqualTo(2);
        assertThat(text(err)).contains("--reprice", "docs/costs.md");
    }

    @Test
    void saysThatThereIsNoLedger() {
        assertThat(run("nowhere.", "cost")).isEqualTo(3);
        assertThat(text(err)).contains("Topic nowhere.ledger is not there");
    }

    private int run(String prefix, String... args) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers(), "--override", "topic.prefix=" + prefix));
        Shell shell = new Shell(
                Map.of(), InputStream.nullInputStream(), new PrintStream(out, true), new PrintStream(err, true));
        return Batchline.execute(shell, all.toArray(String[]::new));
    }

    private static void write(String topic, boolean commit, List<LedgerEvent> events) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", topic + commit);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int item = 0; item < events.size(); item++) {
                byte[] key = ("id-" + item).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, JsonCodec.LEDGER.encode(events.get(item))));
            }
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
