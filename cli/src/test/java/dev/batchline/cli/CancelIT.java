package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for when windows are to be cancelled, and what is said before. */
@Timeout(60)
class CancelIT {
    private static CommandsAtBroker cli;

    @BeforeAll
    static void startBroker() {
        cli = CommandsAtBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        cli.close();
    }

    @Test
    void showsWhatWouldHappenAndDoesItWhenToldTo() throws Exception {
        assertThat(cli.run("named.", "topics", "create").exitCode()).isZero();
        Window sealed = CommandsAtBroker.sealed(1, "m1");
        Window running = submitted(CommandsAtBroker.sealed(2, "m2"), "batch_2");
        Window done = CommandsAtBroker.sealed(3, "m3");
        cli.transaction(
                true,
                List.of(
                        CommandsAtBroker.record("named.windows", sealed),
                        CommandsAtBroker.record("named.windows", running),
                        CommandsAtBroker.record("named.windows", done),
                        CommandsAtBroker.join("named.joins", done)));
        String[] chosen = {
            "cancel",
            sealed.id().text(),
            "batch_2",
            done.id().text(),
            "-o",
            "json",
            "--reason",
            "wrong prompt",
            "--execute"
        };

        Run shown = cli.run("named.", List.of(chosen).subList(0, 6).toArray(String[]::new));
        Run executed = cli.run("named.", chosen);

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).isEqualTo("Nothing is done yet. With --execute it cancels 2 windows.\n");
        JsonNode rows = new ObjectMapper().readTree(shown.out());
        assertThat(rows)
                .extracting(row -> row.path("what_happens").asText())
                .containsExactly(
                        "dropped, not yet at the provider",
                        "cancelled at the provider; what is done by then is published and paid",
                        "left: done already");
        assertThat(executed.out()).isEqualTo(shown.out());
        assertThat(executed.err()).startsWith("Asked on named.commands (6 partitions) to cancel 2 windows;");
        for (Window window : List.of(sealed, running)) {
            ConsumerRecord<byte[], byte[]> record = cli.read(
                            new TopicPartition("named.commands", window.id().partition()), 1)
                    .getFirst();
            Command command = JsonCodec.COMMAND.decode(record.value());
            assertThat(new String(record.key(), StandardCharsets.UTF_8))
                    .isEqualTo(window.id().text());
            assertThat(record.offset()).as("the dry run sent nothing").isZero();
            assertThat(command.action()).isEqualTo(Command.Action.CANCEL);
            assertThat(command.reason()).isEqualTo("wrong prompt");
        }
    }

    @Test
    void cancelsNothingIfANameIsUnknown() {
        assertThat(cli.run("unknown.", "topics", "create").exitCode()).isZero();

        Run run = cli.run("unknown.", "cancel", "batch_9", "--execute");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("No topic tells of batch_9, and nothing was cancelled");
    }

    @Test
    void asksEveryPartitionToEndALane() {
        assertThat(cli.run("lane.", "topics", "create").exitCode()).isZero();
        Window sealed = CommandsAtBroker.sealed(1, "m1");
        String lane = sealed.facts().lane().text();
        cli.transaction(true, List.of(CommandsAtBroker.record("lane.windows", sealed)));

        Run shown = cli.run("lane.", "cancel", "--lane", lane);
        Run executed = cli.run("lane.", "cancel", "--lane", lane, "--execute");

        assertThat(shown.out()).contains(sealed.id().text());
        assertThat(shown.err()).contains("1 window of lane " + lane).contains("still take requests");
        assertThat(executed.exitCode()).isZero();
        for (int partition = 0; partition < 6; partition++) {
            List<ConsumerRecord<byte[], byte[]>> asked = cli.read(new TopicPartition("lane.commands", partition), 2);
            assertThat(asked)
                    .extracting(
                            record -> JsonCodec.COMMAND.decode(record.value()).action())
                    .containsExactly(Command.Action.CANCEL, Command.Action.CANCEL_ITEMS);
            assertThat(asked)
                    .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                    .containsOnly(lane);
        }
    }

    @Test
    void showsWhatATenantHasWhereAndAsksEveryPartitionToEndWhatWasSentUntilNow() throws Exception {
        assertThat(cli.run("items.", "topics", "create").exitCode()).isZero();
        Window shared = submitted(CommandsAtBroker.sealed(1, "m1"), "batch_1");
        Window own = submitted(CommandsAtBroker.sealed(2, "m2"), "batch_2");
        Window uploaded = uploaded(CommandsAtBroker.sealed(3, "m3"));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        List.of(shared, own, uploaded).forEach(window -> records.add(CommandsAtBroker.record("items.windows", window)));
        records.add(manifest(shared, "acme", "other", "other"));
        records.add(manifest(own, "acme", "acme", "acme"));
        records.add(manifest(uploaded, "acme", "acme", "other"));
        for (int n = 0; n < 10; n++) {
            records.add(new ProducerRecord<>(
                    "items.requests", 0, (byte[]) null, new byte[0], tenant(n < 8 ? "acme" : "other")));
        }
        cli.transaction(true, records);

        Run shown = cli.run("items.", "cancel", "--tenant", "acme", "-o", "json");
        Run executed = cli.run("items.", "cancel", "--tenant", "acme", "--reason", "wrong", "--execute");
        Run oneLane = cli.run(
                "items.",
                "cancel",
                "--tenant",
                "acme",
                "--lane",
                own.facts().lane().text(),
                "-o",
                "json");

        assertThat(shown.exitCode()).as("something is left").isEqualTo(3);
        assertThat(new ObjectMapper().readTree(shown.out()))
                .extracting(row -> row.path("batch").asText() + " "
                        + row.path("of_these").asText() + ": "
                        + row.path("what_happens").asText())
                .containsExactlyInAnyOrder(
                        "batch_1 1: left: its batch holds others too, 1 of its 3 requests are these",
                        "batch_2 3: cancelled at the provider; what is done by then is published and paid",
                        " 2: dropped, and the others go into a new window; left if its batch is being created");
        assertThat(shown.err())
                .contains("With --execute it cancels 5 requests in 2 windows")
                .contains("(2 over all lanes) of tenant acme")
                .contains("hold others too: 1 request in 1 batch.");
        assertThat(executed.exitCode()).isEqualTo(3);
        assertThat(oneLane.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(oneLane.out())).hasSize(1);
        for (int partition = 0; partition < 6; partition++) {
            ConsumerRecord<byte[], byte[]> record =
                    cli.read(new TopicPartition("items.commands", partition), 1).getFirst();
            assertThat(record.offset()).as("the dry run sent nothing").isZero();
            assertThat(record.key()).isEqualTo("*".getBytes(StandardCharsets.UTF_8));
            Command command = JsonCodec.COMMAND.decode(record.value());
            assertThat(command.action()).isEqualTo(Command.Action.CANCEL_ITEMS);
            assertThat(command.selection().words()).isEqualTo("tenant acme");
            assertThat(command.selection().before())
                    .singleElement()
                    .satisfies(end -> assertThat(end.offsets().getFirst())
                            .as("ten requests, and perhaps the end of their transaction")
                            .isBetween(10L, 11L));
        }
    }

    @Test
    void doesNotMixWhatIsNamedWithWhoseItIs() {
        Run run = cli.run("mixed.", "cancel", "batch_1", "--tenant", "acme");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--tenant");
        assertThat(cli.run("mixed.", "cancel").exitCode()).isEqualTo(2);
    }

    private static ProducerRecord<byte[], byte[]> manifest(Window window, String... tenants) {
        List<ManifestItem> items = new ArrayList<>();
        for (String tenant : tenants) {
            int seq = items.size();
            List<dev.batchline.schemas.Header> headers = List.of(
                    dev.batchline.schemas.Header.of(Headers.TENANT, tenant),
                    dev.batchline.schemas.Header.of(Headers.SOURCE_TOPIC, "items.requests"),
                    dev.batchline.schemas.Header.of(Headers.SOURCE_PARTITION, "0"),
                    dev.batchline.schemas.Header.of(Headers.SOURCE_OFFSET, Integer.toString(seq)));
            items.add(new ManifestItem(seq, seq, "id-" + seq, null, 1, 1, headers));
        }
        ManifestChunk chunk = new ManifestChunk(ManifestChunk.FORMAT, window.id(), 0, 1, items);
        byte[] key = ManifestChunk.key(window.id(), 0).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>("items.manifests", window.id().partition(), key, ManifestCodec.encode(chunk));
    }

    private static List<Header> tenant(String tenant) {
        return List.of(new RecordHeader(Headers.TENANT, tenant.getBytes(StandardCharsets.UTF_8)));
    }

    private static Window uploaded(Window sealed) {
        return sealed.to(((WindowState.Sealed) sealed.state()).uploaded("file", "life", Instant.now()));
    }

    private static Window submitted(Window sealed, String batch) {
        Window uploaded = uploaded(sealed);
        return sealed.to(
                ((WindowState.Uploaded) uploaded.state()).submitted(batch, SubmittedHow.CREATED, Instant.now()));
    }
}
