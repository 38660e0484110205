package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.simulator.answer.Answer;
import dev.batchline.simulator.answer.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The log counts every execution by custom_id and by body, and shows it to other processes. */
class ExecutionLogTest {

    private static final Answer GOOD = new Answer(200, Json.object(), new TokenUsage(3, 2));
    private static final Answer BAD = Answer.error(500, "no", null, null);

    private final ExecutionLog log = new ExecutionLog();

    @Test
    void tellsExecutedFromBilled() {
        int first = log.addBatch("batch_1");
        int second = log.addBatch("batch_2");
        BodyDigest body = BodyDigest.of("{}");
        log.record("a", body, first, BAD);
        log.record("a", body, second, GOOD);
        log.record("b", body, second, GOOD);

        assertThat(log.executions("a")).isEqualTo(2);
        assertThat(log.billed("a")).isEqualTo(1);
        assertThat(log.tokens("a")).isEqualTo(5);
        assertThat(log.batchesOf("a")).containsExactly("batch_2", "batch_1");
        assertThat(log.executions("c")).isZero();
        assertThat(log.batchesOf("c")).isEmpty();
        assertThat(log.executionsOfBody(body)).isEqualTo(3);
        assertThat(log.billedOfBody(body)).isEqualTo(2);
        assertThat(log.executionsOfBody(BodyDigest.of("{ }"))).isZero();
        assertThat(log.executedMoreThanOnce(10)).containsExactly("a");
        assertThat(log.countExecutedMoreThanOnce()).isEqualTo(1);
        assertThat(log.countBilledMoreThanOnce()).isZero();
        assertThat(log.countBodiesExecutedMoreThanOnce()).isEqualTo(1);
        assertThat(log.totalBilled()).isEqualTo(2);
        assertThat(log.summary()).isEqualTo(new ExecutionLog.Summary(0, 0, 3, 2, 2, new TokenUsage(6, 4)));
    }

    @Test
    void agreesWithAPlainMapOverManyRandomExecutions() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> executed = new HashMap<>();
        Map<String, Integer> bodies = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String customId = "id-" + random.nextInt(20_000);
            String body = "{\"n\":" + random.nextInt(30_000) + "}";
            log.record(customId, BodyDigest.of(body), log.addBatch("batch"), GOOD);
            executed.merge(customId, 1, Integer::sum);
            bodies.merge(body, 1, Integer::sum);
        }
        assertThat(executed)
                .as("seed %d", seed)
                .allSatisfy((customId, times) ->
                        assertThat(log.executions(customId)).isEqualTo(times));
        assertThat(bodies)
                .as("seed %d", seed)
                .allSatisfy((body, times) ->
                        assertThat(log.executionsOfBody(BodyDigest.of(body))).isEqualTo(times));
        List<ExecutionLog.Item> items = new ArrayList<>();
        log.forEachItem(items::add);
        assertThat(items.stream().mapToInt(ExecutionLog.Item::executed).sum()).isEqualTo(50_000);
        assertThat(log.countExecutedMoreThanOnce())
                .isEqualTo(executed.values().stream().filter(times -> times > 1).count());
    }

    @Test
    void digestsTheBytesOfTheBodyAsTheyStandInTheFile() {
        String body = "{ \"model\" : \"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9 é\"}], \"seed\":10 }";
        String line =
                "{\"body\": " + body + " ,\"url\":\"/v1/chat/completions\",\"method\":\"POST\",\"custom_id\":\"x\"}";
        try (Simulator simulator = stepped();
                RawClient client = new RawClient(simulator)) {
            client.create(client.upload(line.getBytes(StandardCharsets.UTF_8)));
            simulator.advance(Duration.ZERO);
            assertThat(simulator.log().executionsOfBody(BodyDigest.of(body))).isEqualTo(1);
            assertThat(simulator.log().executions("x")).isEqualTo(1);
        }
    }

    @Test
    void isReadableFromOtherProcesses() {
        try (Simulator simulator = stepped();
                RawClient client = new RawClient(simulator)) {
            String file = client.upload(RequestLines.chat(3));
            client.create(file);
            client.create(file);
            ObjectNode broken = Json.object().put("model", "m");
            client.create(client.upload(
                    RequestLines.line("broken", RequestLines.CHAT, broken).getBytes(StandardCharsets.UTF_8)));
            simulator.advance(Duration.ZERO);

            JsonNode summary = RawClient.json(client.get("/_simulator/log"));
            assertThat(summary.path("create_calls").asInt()).isEqualTo(3);
            assertThat(summary.path("batches_created").asInt()).isEqualTo(3);
            assertThat(summary.path("lines_executed").asInt()).isEqualTo(7);
            assertThat(summary.path("lines_billed").asInt()).isEqualTo(6);
            assertThat(summary.path("distinct_custom_ids").asInt()).isEqualTo(4);
            assertThat(summary.path("custom_ids_executed_more_than_once").asInt())
                    .isEqualTo(3);
            assertThat(summary.path("bodies_executed_more_than_once").asInt()).isEqualTo(3);
            assertThat(summary.path("executed_more_than_once")).hasSize(3);

            String items = new String(client.get("/_simulator/log/items").body(), StandardCharsets.UTF_8);
            assertThat(items.lines())
                    .hasSize(4)
                    .anyMatch(line -> line.startsWith("{\"custom_id_digest\":\"" + digest("broken")
                            + "\",\"body_digest\":\"" + digest(broken.toString())
                            + "\",\"executed\":1,\"billed\":0,\"batches\":[\"batch_"));

            String executions =
                    new String(client.get("/_simulator/log/executions").body(), StandardCharsets.UTF_8);
            List<String> later = new String(
                            client.get("/_simulator/log/executions?after=5").body(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(executions.lines())
                    .hasSize(7)
                    .endsWith(later.toArray(String[]::new))
                    .anyMatch(line -> line.startsWith("{\"custom_id_digest\":\"" + digest("broken")
                                    + "\",\"body_digest\":\"" + digest(broken.toString()) + "\",\"batch\":\"batch_")
                            && line.endsWith("\"billed\":false}"));
            assertThat(later).hasSize(2);
        }
    }

    @Test
    void namesWhatRanMoreThanOnceAndInWhichBatches() {
        try (Simulator simulator = stepped();
                RawClient client = new RawClient(simulator)) {
            String file = client.upload(RequestLines.chat(2));
            String first = client.create(file);
            String second = client.create(file);
            ObjectNode body = RequestLines.chatBody("gpt-4.1-mini", "Tell me about number 0.");
            client.create(client.upload(
                    RequestLines.line("alias", RequestLines.CHAT, body).getBytes(StandardCharsets.UTF_8)));
            client.create(client.upload(
                    RequestLines.line("once", RequestLines.CHAT, body.deepCopy().put("seed", 7))
                            .getBytes(StandardCharsets.UTF_8)));
            simulator.advance(Duration.ZERO);

            JsonNode summary = RawClient.json(client.get("/_simulator/log"));
            assertThat(summary.path("executed_more_than_once"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("item-0", "item-1");
            assertThat(summary.path("bodies_billed_more_than_once").asInt()).isEqualTo(2);
            assertThat(summary.path("body_digests_executed_more_than_once"))
                    .extracting(JsonNode::asText)
                    .hasSize(2)
                    .contains(digest(body.toString()));

            List<JsonNode> repeated = client.jsonLines("/_simulator/log/items?repeated=true");
            assertThat(repeated)
                    .extracting(item -> item.path("custom_id_digest").asText())
                    .containsExactlyInAnyOrder(digest("item-0"), digest("item-1"), digest("alias"));
            List<JsonNode> one = client.jsonLines("/_simulator/log/items?custom_id=item-1");
            assertThat(one).hasSize(1);
            assertThat(one.getFirst().path("executed").asInt()).isEqualTo(2);
            assertThat(one.getFirst().path("batches"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder(first, second);
            assertThat(client.jsonLines("/_simulator/log/items?custom_id=nobody"))
                    .isEmpty();
        }
    }

    @Test
    void listsEveryBatchWithItsMetadata() {
        try (Simulator simulator = stepped();
                RawClient client = new RawClient(simulator)) {
            String file = client.upload(RequestLines.chat(3));
            ObjectNode create = Json.object()
                    .put("input_file_id", file)
                    .put("endpoint", RequestLines.CHAT)
                    .put("completion_window", "24h");
            create.putObject("metadata").put("deployment", "blue").put("submission", "7");
            client.post("/v1/batches", create.toString());
            client.create(file);
            simulator.advance(Duration.ZERO);

            List<JsonNode> batches = client.jsonLines("/_simulator/log/batches");
            assertThat(batches).hasSize(2);
            JsonNode first = batches.getFirst();
            assertThat(first.path("metadata").path("deployment").asText()).isEqualTo("blue");
            assertThat(first.path("metadata").path("submission").asText()).isEqualTo("7");
            assertThat(first.path("status").asText()).isEqualTo("completed");
            assertThat(first.path("input_filename").asText()).isEqualTo("in.jsonl");
            assertThat(first.path("input_lines").asInt()).isEqualTo(3);
            assertThat(first.path("lines_executed").asInt()).isEqualTo(3);
            assertThat(first.path("lines_billed").asInt()).isEqualTo(3);
        }
    }

    private static String digest(String text) {
        return BodyDigest.of(text).hex().substring(0, 32);
    }

    private static Simulator stepped() {
        return Simulator.start(SimulatorConfig.builder(SimulatedTime.stepped(Instant.EPOCH))
                .phases(Phases.immediate())
                .build());
    }
}
