package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.Run;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters are sent again from the command line. Each test has a reason of its own. */
@Timeout(60)
class ReplayIT {
    private static EmbeddedBroker broker;
    private static ReplayedLetters letters;

    @TempDir
    private Path directory;

    private int before;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        letters = ReplayedLetters.create(broker, "replay.");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void countRequests() {
        before = letters.requests().size();
    }

    @Test
    void showsWhatItWouldSendAndSendsNothing() throws Exception {
        List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
        failed.add(letters.letter("dry-1", "dry"));
        failed.add(letters.letter("dry-2", "dry"));
        ProducerRecord<byte[], byte[]> large = letters.letter("dry-3", "dry");
        ReplayedLetters.put(large, Headers.VALUE_OMITTED, "true");
        failed.add(large);
        failed.add(new ProducerRecord<>(
                large.topic(),
                null,
                null,
                null,
                ReplayedLetters.utf8("{"),
                letters.letter("x", "dry").headers()));
        letters.write(failed);

        Run run = letters.run("replay", "--code", "dry", "-o", "json");
        JsonNode rows = new ObjectMapper().readTree(run.out());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).path("code").asText()).isEqualTo("dry");
        assertThat(rows.get(0).path("lane").asText()).isEqualTo("openai|/v1/chat/completions|gpt-4.1-mini|24h");
        assertThat(rows.get(0).path("action").asText()).isEqualTo("send");
        assertThat(rows.get(0).path("count").asLong()).isEqualTo(2);
        assertThat(rows.get(0).path("max_output_tokens").asLong()).isEqualTo(200);
        assertThat(rows.get(0).path("input_tokens").asLong()).isBetween(30L, 60L);
        assertThat(rows.get(0).path("cost_usd").asText()).startsWith("0.0001");
        assertThat(rows.findValuesAsText("why"))
                .containsExactly("", "it cannot be read (invalid_json)", "its value was too large to be kept");
        assertThat(run.err())
                .contains("2 dead letters of replay.dead-letters would be sent again to replay.requests; 2 cannot be")
                .contains("US dollars by batch")
                .contains("Nothing was sent. Add --execute");
        assertThat(sent()).isEmpty();
    }

    @Test
    void sendsEachOnceHoweverOftenItIsAsked() {
        letters.fail("once", 5, "once");

        Run first = letters.replay("--code", "once", "--name", "first", "-o", "csv");
        letters.fail("later", 1, "once");
        Run same = letters.replay("--code", "once", "--name", "first");
        Run second = letters.replay("--code", "once", "-o", "csv");
        Run dry = letters.run("replay", "--code", "once");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out().lines().skip(1)).singleElement().asString().startsWith("once,openai|");
        assertThat(first.out()).contains(",sent,5,");
        assertThat(first.err()).contains("Replay first is done. It sent 5 dead letters again to replay.requests");
        assertThat(same.err()).contains("It sent 0 dead letters again").contains("; 5 in all of its runs.");
        assertThat(second.out()).contains(",sent,1,").contains(",skipped,5,");
        assertThat(dry.err())
                .contains("No dead letter to send again on replay.dead-letters; 6 were replayed before (--again sends");
        assertThat(sent()).hasSize(6).allSatisfy(request -> {
            String id = new String(request.key(), StandardCharsets.UTF_8);
            assertThat(request.value()).asString().isEqualTo(ReplayedLetters.request(id));
            assertThat(text(request, Headers.REPLAY_ORIGIN)).isEqualTo("replay.requests-0-17");
            assertThat(text(request, Headers.ACCOUNT)).isEqualTo("openai");
            assertThat(request.headers().lastHeader(Headers.ERROR_CODE)).isNull();
            assertThat(request.headers().lastHeader(Headers.ATTEMPT)).isNull();
        });
        assertThat(letters.records(Topic.REPLAYS))
                .filteredOn(mark -> JsonCodec.REPLAY.decode(mark.value()).job().equals("first"))
                .hasSize(5);

        Run again = letters.replay("--code", "once", "--again");
        assertThat(again.err()).contains("It sent 6 dead letters again");
        assertThat(sent()).hasSize(12);
    }

    @Test
    void goesOnToTheSameEndWhenItsLimitIsRaised() {
        letters.fail("limit", 10, "limit");
        Run first = letters.replay("--code", "limit", "--name", "limited", "--limit", "4");
        letters.fail("beyond", 3, "limit");
        Run second = letters.replay("--code", "limit", "--name", "limited", "--limit", "1000", "--rate", "1000");
        Run other = letters.replay("--code", "limit", "--name", "limited", "--to-account", "openai");

        assertThat(first.err())
                .contains("has reached its limit. It sent 4 dead letters")
                .contains("--name limited goes on");
        assertThat(second.err()).contains("It sent 6 dead letters again").contains("; 10 in all of its runs.");
        assertThat(sent()).hasSize(10);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("Replay limited was begun with other flags");
    }

    @Test
    void changesRequestsOrRefusesToBeforeItSendsAny() throws Exception {
        letters.fail("patch", 3, "patch");
        Path good = Files.writeString(directory.resolve("good.json"), "{\"body\":{\"max_tokens\":7}}");
        Path bad = Files.writeString(directory.resolve("bad.json"), "{\"url\":null}");
        Path id = Files.writeString(directory.resolve("id.json"), "{\"custom_id\":\"x\"}");

        Run spoiled = letters.replay("--code", "patch", "--patch", bad.toString());
        assertThat(spoiled.exitCode()).isEqualTo(2);
        assertThat(spoiled.err()).contains("--patch does not fit the dead letter at replay.dead-letters-");
        Run renamed = letters.replay("--code", "patch", "--patch", id.toString());
        assertThat(renamed.exitCode()).isEqualTo(2);
        assertThat(renamed.err()).contains("it names custom_id");
        assertThat(letters.replay("--code", "patch", "--patch", directory.toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(sent()).isEmpty();

        Run patched = letters.replay("--code", "patch", "--patch", good.toString(), "--to-account", "else");
        assertThat(patched.exitCode()).as(patched.err()).isZero();
        assertThat(patched.err()).contains("Account else is not in the settings");
        assertThat(sent()).hasSize(3).allSatisfy(request -> {
            assertThat(request.value()).asString().contains("\"max_tokens\":7");
            assertThat(text(request, Headers.ACCOUNT)).isEqualTo("else");
        });
    }

    @Test
    void commitsWhatItSentWhileItWaitsForItsRate() throws Exception {
        letters.fail("slow", 2, "slow");

        CompletableFuture<Run> running =
                CompletableFuture.supplyAsync(() -> letters.replay("--code", "slow", "--rate", "0.2"));
        await().pollInterval(Duration.ofMillis(100)).until(() -> running.isDone() || !sent().isEmpty());

        assertThat(sent()).as("what is committed while the second waits").hasSize(1);
        Run run = running.get(30, TimeUnit.SECONDS);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(sent()).hasSize(2);
        assertThat(sent().getFirst().timestamp()).isLessThan(sent().getLast().timestamp() - 4_000);
    }

    @Test
    void saysWhatRetentionHasTakenFromItAndGoesOn() throws Exception {
        createTopic("purged");
        letters.write(onTopic("purged", 6));
        Run first = letters.replay("--topic", "purged", "--name", "purged", "--limit", "2");
        assertThat(first.exitCode()).as(first.err()).isZero();
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition("purged", 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
        }

        Run second = letters.replay("--topic", "purged", "--name", "purged");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.err()).contains("up to 3 are not on purged any more");
        assertThat(sent().stream().map(request -> new String(request.key(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("purged-0", "purged-1", "purged-5");
    }

    @Test
    void takesATopicThatWasMadeAnewForAnother() throws Exception {
        createTopic("anew");
        letters.write(onTopic("anew", 2));
        assertThat(letters.replay("--topic", "anew", "--name", "anew").exitCode())
                .isZero();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of("anew")).all().get();
        }
        createTopic("anew");
        letters.write(onTopic("anew", 2));

        Run same = letters.replay("--topic", "anew", "--name", "anew");
        Run other = letters.replay("--name", "anew");

        assertThat(same.err()).contains("It sent 2 dead letters");
        assertThat(sent()).hasSize(4);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("Replay anew was begun on another topic");
    }

    @Test
    void sendsDeadLettersOfOtherPrograms() throws Exception {
        createTopic("orders.DLT");
        List<ProducerRecord<byte[], byte[]>> records = onTopic("orders.DLT", 1);
        records.getFirst().headers().remove(Headers.ERROR_CODE);
        ReplayedLetters.put(records.getFirst(), "kafka_dlt-exception-fqcn", "java.io.IOException");
        ReplayedLetters.put(records.getFirst(), "kafka_dlt-original-topic", "orders");
        letters.write(records);

        Run run = letters.replay("--topic", "orders.DLT", "--code", "IOException");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(sent())
                .singleElement()
                .satisfies(request -> assertThat(request.headers())
                        .noneMatch(header -> header.key().startsWith("kafka_dlt-")));
    }

    @Test
    void findsNothingToSend() throws Exception {
        createTopic("empty");

        Run empty = letters.replay("--topic", "empty", "--name", "empty");
        Run none = letters.replay("--code", "nobody-has-it");

        assertThat(empty.exitCode()).as(empty.err()).isZero();
        assertThat(empty.err()).contains("Replay empty is done. It sent 0 dead letters");
        assertThat(none.exitCode()).as(none.err()).isZero();
        assertThat(sent()).isEmpty();
    }

    @Test
    void refusesFlagsThatMakeNoSense() {
        assertThat(letters.run("replay", "--rate", "0").exitCode()).isEqualTo(2);
        assertThat(letters.run("replay", "--limit", "0").exitCode()).isEqualTo(2);
        assertThat(letters.run("replay", "--name", "a b").exitCode()).isEqualTo(2);
        assertThat(letters.run("replay", "--since", "yesterday").exitCode()).isEqualTo(2);
        assertThat(letters.run("replay", "--topic", "nowhere").exitCode()).isEqualTo(3);
    }

    private List<ConsumerRecord<byte[], byte[]>> sent() {
        List<ConsumerRecord<byte[], byte[]>> requests = letters.requests();
        return requests.stream()
                .sorted(java.util.Comparator.comparing(ConsumerRecord::timestamp))
                .skip(before)
                .toList();
    }

    private static List<ProducerRecord<byte[], byte[]>> onTopic(String topic, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ProducerRecord<byte[], byte[]> letter = letters.letter(topic + "-" + i, topic);
            records.add(new ProducerRecord<>(topic, null, null, letter.key(), letter.value(), letter.headers()));
        }
        return records;
    }

    private static String text(ConsumerRecord<byte[], byte[]> request, String header) {
        return new String(request.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static void createTopic(String name) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
