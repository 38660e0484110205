package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that denies what no rule allows, with the rules of docs/security.md: everything runs under them, each is
 * needed, and a service that lacks one says which.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredBrokerIT {
    private static final String PREFIX = "batch.";
    private static final Pattern RUNNING = Pattern.compile("(batchline: running)");
    private static final Pattern GRANT = Pattern.compile("kafka-acls\\.sh --add (--allow-principal User:NAME [^;]*);");
    /** What is logged counts here: it is as the program is shipped. */
    private static final List<String> AS_SHIPPED = List.of("-Dlogback.configurationFile=logback.xml");

    private static final List<AclBinding> RULES = DocumentedRules.read();
    private static final List<String> USERS =
            List.of("batcher", "poller", "joiner", "installer", "operator", "producer", "consumer");

    /** A rule that is used only when a batch is an hour past its time. */
    private static final Deed LATE =
            new Deed("User:poller", AclOperation.WRITE, ResourceType.TOPIC, Topic.COMMANDS.name(PREFIX));

    private static final Map<String, Integer> OUTCOMES = new TreeMap<>();

    @TempDir
    private static Path directory;

    private static SecuredBroker broker;
    private static SimulatedProvider provider;
    private static Consumer<String, String> consumer;
    private static final Map<String, ChildProcess> SERVICES = new HashMap<>();
    private static int sent;

    @BeforeAll
    static void start() {
        broker = new SecuredBroker(USERS);
        broker.allow(RULES);
        provider = new SimulatedProvider(
                directory,
                List.of("--speed", "300", "--expire-batch", "1", "--fail-share", "0.2", "--fail-status", "400"));
        USERS.forEach(user -> broker.settings(
                directory,
                user,
                List.of(
                        "partitions=1",
                        "http.port=0",
                        "account.openai.base.url=" + provider.gate().url(),
                        "account.openai.api.key=test",
                        "window.linger.ms=1000",
                        "poll.interval.min.ms=200",
                        "poll.interval.max.ms=500",
                        "retry.backoff.ms=500",
                        "create.grace.ms=3000",
                        "spool.dir=" + directory.resolve("spool-" + user))));
        assertThat(command("installer", "topics", "create").exitCode()).isZero();
        consumer = consumer();
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(ChildProcess::close);
        consumer.close();
        provider.close();
        broker.close();
    }

    @Test
    @Order(1)
    void runUnderTheDocumentedRulesIsComplete() throws Exception {
        run(Installation.SERVICES);

        send(Requests.of("first", 40), "this is no request");
        awaitOutcomes();
        assertThat(command("operator", "flush", "--all").exitCode()).isZero();
        ChildProcess batches = command("operator", "batches", "--all");
        assertThat(batches.exitCode()).isZero();
        assertThat(batches.text()).contains("first");
        assertThat(command("operator", "find", "first-0").exitCode()).isZero();
        assertThat(command("operator", "lanes").exitCode()).isZero();
        assertThat(command("operator", "batches", "--job", "none").exitCode()).isZero();
        ChildProcess letters = command("operator", "dead-letters", "list");
        assertThat(letters.exitCode()).isZero();
        assertThat(letters.text()).contains("invalid_json");
        Installation.SERVICES.forEach(SecuredBrokerIT::end);
        run(Installation.SERVICES);
        send(Requests.of("second", 20), "nor is this");
        awaitOutcomes();
        awaitPurge();

        assertThat(command("installer", "topics", "describe").exitCode()).isZero();
        provider.assertNothingExecutedTwice();
        assertThat(OUTCOMES).hasSize(sent);
        ChildProcess replay = command("operator", "replay", "--execute", "--limit", "2");
        assertThat(replay.exitCode()).as(replay.text()).isZero();
        assertThat(replay.text()).contains("It sent 2 dead letters again");
        assertThat(command("operator", "replay").text()).contains("2 were replayed before");
        ChildProcess cost = command("operator", "cost");
        assertThat(cost.exitCode()).as(cost.text()).isZero();
        assertThat(cost.text()).contains("ATTEMPTS");
        assertThat(RecordingAuthorizer.denied()).as("what no rule allows").isEmpty();
    }

    @Test
    @Order(2)
    void everyDocumentedRuleIsUsed() {
        assertThat(RULES).doesNotHaveDuplicates();
        assertThat(RULES)
                .filteredOn(rule -> !LATE.allowedBy(rule))
                .allSatisfy(rule -> assertThat(RecordingAuthorizer.allowed())
                        .as("what this rule alone allows")
                        .anyMatch(deed -> deed.allowedBy(rule)
                                && RULES.stream().noneMatch(other -> !other.equals(rule) && deed.allowedBy(other))));
    }

    @Test
    @Order(5)
    void serviceThatLosesARuleWhileItRunsSaysWhich() {
        assertSaysWhatItLost("batcher", rule("batcher", AclOperation.WRITE, "windows"));
    }

    @Test
    @Order(6)
    @Tag("long")
    void soDoTheOthers() {
        assertSaysWhatItLost("poller", rule("poller", AclOperation.WRITE, "status"));
        assertSaysWhatItLost("joiner", rule("joiner", AclOperation.READ, "manifests"));
    }

    @Test
    @Order(3)
    void operatorWithoutTheLedgerCannotAddItUp() {
        AclBinding rule = rule("operator", AclOperation.READ, "ledger");
        broker.takeAway(rule);
        try {
            ChildProcess cost = command("operator", "cost");

            assertThat(cost.exitCode()).as(cost.text()).isEqualTo(3);
            assertThat(cost.text()).contains(rule.pattern().name());
        } finally {
            broker.allow(List.of(rule));
        }
    }

    @Test
    @Order(4)
    void replayThatOnlyShowsNeedsNoMoreThanThePageSays() {
        List<AclBinding> unneeded = RULES.stream()
                .filter(rule -> user(rule).equals("operator"))
                .filter(rule -> !rule.pattern().name().equals(Topic.DEAD_LETTERS.name(PREFIX)))
                .filter(rule -> !rule.equals(rule("operator", AclOperation.READ, "replays")))
                .filter(rule -> !rule.equals(rule("operator", AclOperation.READ, "requests")))
                .toList();
        List<AclBinding> named = unneeded.stream()
                .filter(rule -> rule.pattern().resourceType() != ResourceType.GROUP)
                .toList();
        assertDoes(unneeded, 0, "replay");
        assertDoes(unneeded, 3, "replay", "--name", "shown");
        assertDoes(named, 0, "replay", "--name", "shown");
    }

    private static void assertDoes(List<AclBinding> without, int exitCode, String... words) {
        without.forEach(broker::takeAway);
        try {
            ChildProcess command = command("operator", words);
            assertThat(command.exitCode()).as(command.text()).isEqualTo(exitCode);
        } finally {
            broker.allow(without);
        }
    }

    private static void assertSaysWhatItLost(String service, AclBinding rule) {
        broker.takeAway(rule);
        try {
            send(Requests.of("lost-" + service, 5));
            ChildProcess ended = SERVICES.get(service);

            assertThat(ended.exitCode()).as(ended.text()).isEqualTo(3);
            assertSaysOnce(ended, rule);
        } finally {
            broker.allow(List.of(rule));
        }
        run(List.of(service));
        awaitOutcomes();
    }

    @Test
    @Order(7)
    @Tag("long")
    void serviceThatLacksARuleAtItsStartSaysWhich() {
        Installation.SERVICES.forEach(SecuredBrokerIT::end);
        List<AclBinding> own = RULES.stream()
                .filter(rule -> Installation.SERVICES.contains(user(rule)) && !SecuredBrokerIT.noticedLater(rule))
                .toList();
        assertThat(own).allSatisfy(rule -> {
            broker.takeAway(rule);
            try {
                ChildProcess refused = launch(user(rule));
                assertThat(refused.exitCode()).as(refused.text()).isEqualTo(3);
                assertSaysOnce(refused, rule);
            } finally {
                broker.allow(List.of(rule));
            }
        });
    }

    /** The topics of the stores are there by now, and nothing is written to them before a request comes. */
    private static boolean noticedLater(AclBinding rule) {
        return rule.pattern().name().equals(PREFIX + user(rule) + "-")
                && (rule.entry().operation() == AclOperation.CREATE
                        || rule.entry().operation() == AclOperation.WRITE)
                && rule.pattern().resourceType() == ResourceType.TOPIC;
    }

    private static void assertSaysOnce(ChildProcess ended, AclBinding rule) {
        assertThat(ended.text().lines().filter(line -> line.startsWith("batchline: ") && !line.contains("running")))
                .as(ended.text())
                .singleElement()
                .satisfies(line -> assertThat(named(line))
                        .as(line)
                        .anyMatch(grant -> grant.pattern().equals(rule.pattern())
                                && grant.entry().operation() == rule.entry().operation()));
        assertThat(ended.text()).doesNotContain("\tat ");
    }

    /** The rules that a message tells to set. */
    private static List<AclBinding> named(String message) {
        return GRANT.matcher(message)
                .results()
                .flatMap(grant -> DocumentedRules.bindings(grant.group(1)).stream())
                .toList();
    }

    private static String user(AclBinding rule) {
        return rule.entry().principal().substring("User:".length());
    }

    private static AclBinding rule(String user, AclOperation operation, String suffix) {
        return RULES.stream()
                .filter(rule -> user(rule).equals(user)
                        && rule.entry().operation() == operation
                        && rule.pattern().name().equals(PREFIX + suffix))
                .findFirst()
                .orElseThrow();
    }

    private static void run(List<String> services) {
        services.stream().map(SecuredBrokerIT::launch).toList().forEach(started -> started.await(RUNNING));
    }

    private static ChildProcess launch(String service) {
        ChildProcess started = ChildProcess.start(
                directory, service, AS_SHIPPED, List.of("run", service, "--config", settings(service)));
        SERVICES.put(service, started);
        return started;
    }

    private static void end(String service) {
        ChildProcess process = SERVICES.get(service);
        if (process.alive()) {
            process.terminate();
            assertThat(process.text()).contains("in_time=\"true\"");
        }
    }

    private static ChildProcess command(String user, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", settings(user)));
        ChildProcess command =
                ChildProcess.start(directory, user + "-" + String.join("-", words), List.of(), arguments);
        command.exitCode();
        return command;
    }

    private static String settings(String user) {
        return directory.resolve(user + ".properties").toString();
    }

    private static void send(Requests requests, String... further) {
        try {
            List<String> lines = new ArrayList<>(requests.lines()
                    .map(line -> new String(line, StandardCharsets.UTF_8))
                    .toList());
            lines.addAll(List.of(further));
            Path file = Files.write(directory.resolve(requests.model() + ".jsonl"), lines);
            ChildProcess send = ChildProcess.start(
                    directory, "send", List.of(), List.of("send", file.toString(), "--config", settings("producer")));
            assertThat(send.exitCode()).as(send.text()).isZero();
            sent += lines.size();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitOutcomes() {
        await().untilAsserted(() -> {
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
            for (Topic topic : List.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED)) {
                for (ConsumerRecord<String, String> record : records.records(topic.name(PREFIX))) {
                    if (record.headers().lastHeader(Headers.REPLAY) == null) {
                        OUTCOMES.merge(record.key(), 1, Integer::sum);
                    }
                }
            }
            assertThat(OUTCOMES).hasSize(sent);
        });
        assertThat(OUTCOMES.values()).containsOnly(1);
    }

    private static void awaitPurge() {
        TopicPartition lanes = new TopicPartition(Topic.LANES.name(PREFIX), 0);
        await().until(() -> broker.admin()
                        .listOffsets(Map.of(lanes, OffsetSpec.earliest()))
                        .partitionResult(lanes)
                        .get()
                        .offset()
                > 40);
    }

    private static Consumer<String, String> consumer() {
        Map<String, Object> properties = new HashMap<>(SecuredBroker.signIn("consumer"));
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("group.id", "answers");
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        Consumer<String, String> made =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        made.subscribe(List.of(
                Topic.RESULTS_COMPLETED.name(PREFIX),
                Topic.RESULTS_FAILED.name(PREFIX),
                Topic.DEAD_LETTERS.name(PREFIX),
                Topic.STATUS.name(PREFIX)));
        return made;
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(1));
    }
}
