package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a request is, and how far a job has come, by the records of the topics. */
@Timeout(60)
class FindIT {
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
    void findsWhatIsDoneByTheKeysPartitionAndWhatIsUnderWayByTheManifests() throws Exception {
        assertThat(cli.run("found.", "topics", "create").exitCode()).isZero();
        Window window = CommandsAtBroker.sealed(1, "m1");
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            records.add(result("found.results.completed", "id-" + i, i, "j"));
        }
        records.add(result("found.results.failed", "id-7", 30, "j"));
        records.add(result("found.dead-letters", "id-7", 30, "j"));
        records.add(CommandsAtBroker.record("found.windows", window));
        records.add(manifest("found.manifests", window, "id-x", 31, "j"));
        cli.transaction(true, records);

        Run done = cli.run("found.", "find", "id-7", "-o", "json");
        Run underWay = cli.run("found.", "find", "id-x", "-o", "csv");
        Run unknown = cli.run("found.", "find", "id-y");

        assertThat(done.exitCode()).isZero();
        JsonNode rows = new ObjectMapper().readTree(done.out());
        assertThat(rows)
                .extracting(row ->
                        row.path("topic").asText() + " " + row.path("outcome").asText())
                .containsExactlyInAnyOrder(
                        "found.results.completed completed",
                        "found.results.failed failed: because",
                        "found.dead-letters dead letter: because");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("batch").asText()).isEqualTo("batch_1");
            assertThat(row.path("attempt").asInt()).isEqualTo(2);
        });
        assertThat(underWay.out().lines().skip(1))
                .containsExactly("found.lanes,1,40,found.requests-0-31," + window.id() + ",,1,sealed,");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("Nothing is known of custom_id id-y").contains("found.manifests");
    }

    @Test
    void tellsHowFarAJobHasCome() throws Exception {
        assertThat(cli.run("job.", "topics", "create").exitCode()).isZero();
        Window window = CommandsAtBroker.sealed(1, "m1");
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ProducerRecord<byte[], byte[]> request =
                    new ProducerRecord<>("job.requests", 0, utf8("id-" + i), utf8("{}"));
            request.headers().add(Headers.JOB, utf8(i < 4 ? "mine" : "other"));
            records.add(request);
        }
        records.add(result("job.results.completed", "id-0", 0, "mine"));
        records.add(result("job.results.failed", "id-1", 1, "mine"));
        records.add(result("job.dead-letters", "id-1", 1, "mine"));
        records.add(CommandsAtBroker.record("job.windows", window));
        records.add(manifest("job.manifests", window, "id-2", 2, "mine"));
        cli.transaction(true, records);

        Run json = cli.run("job.", "batches", "--job", "mine,none", "-o", "json");
        Run people = cli.run("job.", "batches", "--job", "mine");

        assertThat(json.exitCode()).isZero();
        JsonNode mine = new ObjectMapper().readTree(json.out()).get(0);
        assertThat(List.of("sent", "waiting", "under_way", "completed", "failed"))
                .extracting(count -> mine.path(count).asLong())
                .containsExactly(4L, 1L, 1L, 1L, 1L);
        assertThat(mine.path("answer").asText()).isEqualTo("not done: 2 requests have no outcome yet");
        assertThat(mine.path("windows").get(0).path("of_this_job").asLong()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(json.out()).get(1).path("answer").asText())
                .isEqualTo("nothing of it is on the topics");
        assertThat(people.out().lines())
                .hasSize(5)
                .anyMatch(line -> line.contains(window.id().text()));
        assertThat(people.err()).contains("sent: on job.requests").contains("older than these topics keep");
    }

    static ProducerRecord<byte[], byte[]> result(String topic, String customId, long source, String job) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, utf8(customId), utf8("{}"));
        facts(topic, source, job).forEach(header -> record.headers().add(header.key(), header.value()));
        record.headers().add(Headers.WINDOW, utf8("w"));
        record.headers().add(Headers.BATCH_ID, utf8("batch_1"));
        record.headers().add(Headers.ATTEMPT, utf8("2"));
        if (!topic.endsWith("completed")) {
            record.headers().add(Headers.ERROR_CODE, utf8("because"));
        }
        return record;
    }

    static ProducerRecord<byte[], byte[]> manifest(
            String topic, Window window, String customId, long source, String job) {
        ManifestItem item = new ManifestItem(0, 40, customId, null, 10, 1, facts(topic, source, job));
        ManifestChunk chunk = new ManifestChunk(ManifestChunk.FORMAT, window.id(), 0, 1, List.of(item));
        return new ProducerRecord<>(
                topic, window.id().partition(), utf8(ManifestChunk.key(window.id(), 0)), ManifestCodec.encode(chunk));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Header> facts(String topic, long source, String job) {
        String prefix = topic.substring(0, topic.indexOf('.') + 1);
        return List.of(
                Header.of(Headers.SOURCE_TOPIC, prefix + "requests"),
                Header.of(Headers.SOURCE_PARTITION, "0"),
                Header.of(Headers.SOURCE_OFFSET, Long.toString(source)),
                Header.of(Headers.JOB, job));
    }
}
