package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that a broker, or what is on it, makes impossible ends with one message and the exit code for a person. */
@Timeout(120)
class StartUpErrorsIT {
    private static EmbeddedBroker broker;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    @Timeout(45)
    void brokerThatDoesNotAnswer() {
        Run run = Run.of(
                "run", "--override", "bootstrap.servers=127.0.0.1:1", "--override", "account.openai.api.key=any");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("batchline: No broker of bootstrap.servers=127.0.0.1:1 answered");
    }

    @Test
    void topicsThatAreNotThere() {
        Run run = start("missing.");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("batchline: These topics are not there")
                .contains("missing.lanes")
                .contains("batchline topics create");
    }

    @Test
    void topicsThatAreNotAsTheyHaveToBe() throws Exception {
        create("differs.", "partitions=2");
        setConfig("differs.windows", "cleanup.policy", "delete");
        setConfig("differs.lanes", "max.message.bytes", "1000");

        Run run = start("differs.", "partitions=3");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("Topic differs.windows has cleanup.policy=delete, expected compact. Set it: kafka-configs.sh")
                .contains("Topic differs.lanes has 2 partitions, expected 3")
                .contains("Topic differs.lanes has max.message.bytes=1000, expected at least 8454144");
    }

    @Test
    void directoryThatIsInUse() throws Exception {
        create("busy.");
        Path lock = Files.createDirectories(dir.resolve("batcher")).resolve("lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();

            Run run = start("busy.");

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err())
                    .contains("The directory " + dir.resolve("batcher") + " is in use by another process")
                    .contains("--override spool.dir=");
        }
    }

    @Test
    void topicsThatMayNotBeDescribed() throws Exception {
        create("hidden.");
        deny(ResourceType.TOPIC, "hidden.", AclOperation.DESCRIBE);

        Run run = start("hidden.");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("batchline: Kafka does not allow this user to describe topic hidden.lane-status")
                .contains("kafka-acls.sh");
    }

    @Test
    void groupThatMayNotBeRead() throws Exception {
        create("nogroup.");
        deny(ResourceType.GROUP, "nogroup.", AclOperation.READ);

        Run run = start("nogroup.");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("batchline: Kafka does not allow this user to look up where group nogroup.batcher reads")
                .contains("kafka-acls.sh");
    }

    @Test
    void recordThatANewerProgramWrote() throws Exception {
        create("newer.");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("newer.windows", 2, "key", "{\"v\":2,\"shape\":\"unheard of\"}"))
                    .get();
        }

        Run run = start("newer.");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines().toList().getLast())
                .startsWith("batchline: batcher ends at a record that it cannot read")
                .contains("(newer.windows, partition 2, offset 0)")
                .contains("Window has format 2, this program reads up to 1: a newer Batchline wrote it");
    }

    private Run start(String prefix, String... settings) {
        List<String> args = new ArrayList<>(List.of("run", "batcher"));
        overrides(args, prefix, settings);
        overrides(args, prefix, "account.openai.api.key=any", "spool.dir=" + dir);
        return Run.of(args.toArray(String[]::new));
    }

    private static void create(String prefix, String... settings) {
        List<String> args = new ArrayList<>(List.of("topics", "create"));
        overrides(args, prefix, settings);
        assertThat(Run.of(args.toArray(String[]::new)).exitCode()).isZero();
    }

    private static void overrides(List<String> args, String prefix, String... settings) {
        args.addAll(List.of("--override", "bootstrap.servers=" + broker.bootstrapServers()));
        args.addAll(List.of("--override", "topic.prefix=" + prefix));
        Arrays.stream(settings).forEach(setting -> args.addAll(List.of("--override", setting)));
    }

    private static void deny(ResourceType type, String prefix, AclOperation operation) throws Exception {
        AclBinding rule = new AclBinding(
                new ResourcePattern(type, prefix, PatternType.PREFIXED),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, AclPermissionType.DENY));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createAcls(List.of(rule)).all().get();
        }
    }

    private static void setConfig(String topic, String key, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
        }
    }
}
