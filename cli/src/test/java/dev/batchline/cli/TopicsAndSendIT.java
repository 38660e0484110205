package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.broker.Records;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a broker. */
class TopicsAndSendIT {
    private static final String FIRST = "{\"custom_id\":\"é1\",\"url\":\"/v1/x\" , \"body\":{\"model\":\"m\"}}";

    private static EmbeddedBroker broker;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void createsEveryTopicOnceAndFindsNothingWrongWithThem() {
        Run first = run("topics", "create", "--override", "topic.prefix=once.", "-o", "csv");
        Run second = run("topics", "create", "--override", "topic.prefix=once.", "-o", "csv");
        Run describe = run("topics", "describe", "--override", "topic.prefix=once.");

        assertThat(first).isEqualTo(new Run(0, first.out(), ""));
        assertThat(first.out().lines())
                .hasSize(1 + Topic.values().length)
                .contains("once.lanes,created", "once.results.completed,created", "once.replays,created");
        assertThat(second.out().lines().skip(1)).allMatch(line -> line.endsWith(",kept"));
        assertThat(describe.exitCode()).isZero();
        assertThat(describe.out()).contains("once.dead-letters").doesNotContain("differs");
    }

    @Test
    void endsWithThreeWhenSomethingIsMissingOrDiffers() throws Exception {
        Run missing = run("topics", "describe", "--override", "topic.prefix=none.");
        run("topics", "create", "--override", "topic.prefix=other.", "--override", "partitions=2");
        setConfig("other.windows", "cleanup.policy", "delete");
        Run differs = run("topics", "describe", "--override", "topic.prefix=other.", "--override", "partitions=3");

        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("Topic none.lanes is not there");
        assertThat(differs.exitCode()).isEqualTo(3);
        assertThat(differs.err())
                .contains("Topic other.windows has cleanup.policy=delete, expected compact")
                .contains("Topic other.lanes has 2 partitions, expected 3")
                .doesNotContain("other.results.completed");
    }

    @Test
    void derivesTheDeploymentFromTheClusterAndTheLanesTopic() {
        run("topics", "create", "--override", "topic.prefix=deployment.");
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of())
                .withOverride("bootstrap.servers=" + broker.bootstrapServers())
                .withOverride("topic.prefix=deployment."));
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            assertThat(topics.deploymentId())
                    .isEqualTo(DeploymentId.of(topics.clusterId(), topics.topicId("deployment.lanes")));
            assertThat(topics.topicId("deployment.lanes")).isNotEqualTo(topics.topicId("deployment.windows"));
        }
    }

    @Test
    void sendsEveryLineAsItIs() throws Exception {
        new Records(broker.bootstrapServers()).createTopic("plain");
        Path file = Files.writeString(dir.resolve("batch.jsonl"), FIRST + "\r\n\nno JSON\n{\"custom_id\":\"2\"}");

        Run run = run(
                "send",
                file.toString(),
                "--topic",
                "plain",
                "--job",
                "j",
                "--tenant",
                "t",
                "--account",
                "openai",
                "--header",
                "trace=1=2");
        List<ConsumerRecord<String, String>> records = new Records(broker.bootstrapServers()).readRecords("plain", 3);

        assertThat(run).isEqualTo(new Run(0, "3 sent to plain\n", ""));
        assertThat(records)
                .extracting(ConsumerRecord::value)
                .containsExactly(FIRST, "no JSON", "{\"custom_id\":\"2\"}");
        assertThat(records).extracting(ConsumerRecord::key).containsExactly("é1", null, "2");
        assertThat(records.getFirst().headers().toArray())
                .extracting(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        tuple("trace", "1=2"),
                        tuple("batch-job", "j"),
                        tuple("batch-tenant", "t"),
                        tuple("batch-account", "openai"));
    }

    @Test
    void readsStandardInputAndPassesOverWhatIsTooLarge() throws Exception {
        new Records(broker.bootstrapServers()).createTopic("stdin");
        String large = "x".repeat(2_000);

        Run run = Run.with(
                Map.of("BATCHLINE_REQUESTS_TOPICS", "stdin", "BATCHLINE_REQUEST_MAX_BYTES", "1024"),
                "one\n" + large + "\nthree\n",
                "send",
                "-",
                "--bootstrap-server",
                broker.bootstrapServers());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("2 sent to stdin\n");
        assertThat(run.err()).contains("Line 2 was not sent: it has 2000 bytes");
    }

    @Test
    void saysThatATopicIsMissingInsteadOfWaiting() throws Exception {
        Path file = Files.writeString(dir.resolve("batch.jsonl"), "{}\n");

        Run run = run("send", file.toString(), "--topic", "nowhere");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere is not there").contains("topics create");
    }

    private static Run run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--bootstrap-server";
        all[args.length + 1] = broker.bootstrapServers();
        return Run.of(all);
    }

    private static void setConfig(String topic, String key, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .get();
        }
    }
}
