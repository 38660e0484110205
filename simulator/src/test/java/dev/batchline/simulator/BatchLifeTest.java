package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch moves through its statuses as recorded from the real provider; time moves only when a test says so. */
class BatchLifeTest {

    private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Phases PHASES = new Phases(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            DAY);

    private Simulator simulator;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void passesThroughEveryStatusInOrder() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(10)));
        JsonNode created = client.batch(id);
        assertThat(created.path("status").asText()).isEqualTo("validating");
        assertThat(created.path("request_counts").path("total").asInt()).isZero();
        assertThat(created.path("expires_at").asLong())
                .isEqualTo(START.plus(DAY).getEpochSecond());

        List<String> seen = new ArrayList<>();
        List<Integer> completed = new ArrayList<>();
        for (int second = 0; second < 16; second++) {
            simulator.advance(SECOND);
            JsonNode batch = client.batch(id);
            seen.add(batch.path("status").asText());
            completed.add(batch.path("request_counts").path("completed").asInt());
            boolean ended = batch.path("status").asText().equals("completed");
            assertThat(batch.path("output_file_id").isTextual()).isEqualTo(ended);
        }
        assertThat(seen.stream().distinct()).containsExactly("validating", "in_progress", "finalizing", "completed");
        assertThat(completed).isSorted().contains(0, 4, 8, 10);

        JsonNode ended = client.batch(id);
        long start = START.getEpochSecond();
        assertThat(ended.path("in_progress_at").asLong()).isEqualTo(start + 2);
        assertThat(ended.path("finalizing_at").asLong()).isEqualTo(start + 12);
        assertThat(ended.path("completed_at").asLong()).isEqualTo(start + 14);
        assertThat(ended.path("error_file_id").isNull()).isTrue();
        assertThat(ended.path("expired_at").isNull()).isTrue();
        assertThat(ended.path("metadata").isNull()).isTrue();
    }

    @Test
    void writesTheOutputInShuffledOrder() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(50)));
        simulator.advance(DAY);
        List<String> written = ids(client.lines(client.batch(id).path("output_file_id")));
        List<String> sent = IntStream.range(0, 50).mapToObj(i -> "item-" + i).toList();
        assertThat(written).containsExactlyInAnyOrderElementsOf(sent).isNotEqualTo(sent);
    }

    @Test
    void expiresWithPartialOutputWhenTheWindowCloses() {
        Phases slow = new Phases(Duration.ZERO, Duration.ofHours(48), Duration.ZERO, Duration.ZERO, Duration.ZERO, DAY);
        start(config().phases(slow));
        String id = client.create(client.upload(RequestLines.chat(10)));
        simulator.advance(Duration.ofHours(23));
        assertThat(client.batch(id).path("status").asText()).isEqualTo("in_progress");
        simulator.advance(Duration.ofHours(2));

        JsonNode batch = client.batch(id);
        assertThat(batch.path("status").asText()).isEqualTo("expired");
        assertThat(batch.path("expired_at").asLong())
                .isGreaterThanOrEqualTo(batch.path("expires_at").asLong());
        List<JsonNode> output = client.lines(batch.path("output_file_id"));
        List<JsonNode> errors = client.lines(batch.path("error_file_id"));
        assertThat(output).hasSizeBetween(4, 5);
        assertThat(errors).hasSize(10 - output.size()).allSatisfy(line -> {
            assertThat(line.path("response").isNull()).isTrue();
            assertThat(line.path("error").path("code").asText()).isEqualTo("batch_expired");
        });
        assertThat(simulator.log().totalBilled()).isEqualTo(output.size());
    }

    @Test
    void expiresTheScriptedBatchAfterItsShareOfLines() {
        start(config().faults(Faults.none().expireBatch(2, 5, 60)));
        String small = client.create(client.upload(RequestLines.chat(3)));
        simulator.advance(Duration.ofMinutes(1));
        String first = client.create(client.upload(RequestLines.chat(10)));
        simulator.advance(Duration.ofMinutes(1));
        String second = client.create(client.upload(RequestLines.chat(10)));
        simulator.advance(Duration.ofMinutes(1));

        assertThat(client.batch(small).path("status").asText()).isEqualTo("completed");
        assertThat(client.batch(first).path("status").asText()).isEqualTo("completed");
        JsonNode expired = client.batch(second);
        assertThat(expired.path("status").asText()).isEqualTo("expired");
        assertThat(client.lines(expired.path("output_file_id"))).hasSize(6);
        assertThat(client.lines(expired.path("error_file_id"))).hasSize(4);
    }

    @Test
    void cancelsWithTheOutputThatExists() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(10)));
        simulator.advance(Duration.ofSeconds(7));
        JsonNode cancelling = RawClient.json(cancel(id));
        assertThat(cancelling.path("status").asText()).isEqualTo("cancelling");
        assertThat(cancelling.path("cancelling_at").isIntegralNumber()).isTrue();

        simulator.advance(Duration.ofMinutes(1));
        JsonNode cancelled = client.batch(id);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(client.lines(cancelled.path("output_file_id"))).hasSize(5);
        assertThat(simulator.log().totalBilled()).isEqualTo(5);

        HttpResponse<byte[]> again = cancel(id);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(RawClient.json(again).path("output_file_id").isTextual()).isTrue();
    }

    @Test
    void cancelsWhileFinalizingWithTheWholeOutput() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(10)));
        simulator.advance(Duration.ofSeconds(13));
        assertThat(client.batch(id).path("status").asText()).isEqualTo("finalizing");
        assertThat(cancel(id).statusCode()).isEqualTo(200);
        simulator.advance(SECOND);
        assertThat(client.batch(id).path("status").asText()).isEqualTo("cancelling");
        simulator.advance(Duration.ofMinutes(1));
        JsonNode cancelled = client.batch(id);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(client.lines(cancelled.path("output_file_id"))).hasSize(10);
    }

    @Test
    void cancelsWhileValidatingWithoutRunningAnything() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(10)));
        assertThat(cancel(id).statusCode()).isEqualTo(200);
        simulator.advance(Duration.ofMinutes(1));
        JsonNode cancelled = client.batch(id);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("output_file_id").isNull()).isTrue();
        assertThat(simulator.log().summary().linesExecuted()).isZero();
    }

    @Test
    void keepsRunningAfterItsInputFileIsDeleted() {
        start(config());
        String file = client.upload(RequestLines.chat(10));
        String id = client.create(file);
        client.call("DELETE", "/v1/files/" + file, BodyPublishers.noBody(), RawClient::authorised);
        HttpResponse<byte[]> late = client.tryCreate(file, RequestLines.CHAT);
        assertThat(late.statusCode()).isEqualTo(404);
        assertThat(RawClient.json(late).path("error").path("message").asText())
                .isEqualTo("No such File object: " + file);
        simulator.advance(Duration.ofMinutes(1));
        assertThat(client.batch(id).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void holdsTheEnqueuedTokenLimitUntilABatchEnds() {
        start(config().limits(Limits.documented().withEnqueuedTokens("gpt-4.1-mini", 100)));
        String file = client.upload(RequestLines.chat(10));
        String first = client.create(file);
        String second = client.create(file);
        simulator.advance(Duration.ofSeconds(3));
        JsonNode refused = client.batch(second);
        assertThat(refused.path("status").asText()).isEqualTo("failed");
        JsonNode problem = refused.path("errors").path("data").path(0);
        assertThat(problem.path("code").asText()).isEqualTo("token_limit_exceeded");
        assertThat(problem.path("message").asText()).contains("gpt-4.1-mini", "Limit: 100 enqueued tokens");
        assertThat(problem.path("line").isNull()).isTrue();

        simulator.advance(Duration.ofMinutes(1));
        assertThat(client.batch(first).path("status").asText()).isEqualTo("completed");
        String third = client.create(file);
        simulator.advance(Duration.ofMinutes(1));
        assertThat(client.batch(third).path("status").asText()).isEqualTo("completed");
    }

    @Test
    void forgetsOutputFilesWhenTheirLifeIsOver() {
        start(config());
        String id = client.create(client.upload(RequestLines.chat(1)));
        simulator.advance(DAY);
        String output = client.batch(id).path("output_file_id").asText();
        assertThat(client.get("/v1/files/" + output).statusCode()).isEqualTo(200);
        simulator.advance(Duration.ofDays(30));
        assertThat(client.get("/v1/files/" + output).statusCode()).isEqualTo(404);
    }

    private static SimulatorConfig.Builder config() {
        return SimulatorConfig.builder(SimulatedTime.stepped(START)).phases(PHASES);
    }

    private void start(SimulatorConfig.Builder config) {
        simulator = Simulator.start(config.build());
        client = new RawClient(simulator);
    }

    private HttpResponse<byte[]> cancel(String id) {
        return client.post("/v1/batches/" + id + "/cancel", "");
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asText()).toList();
    }
}
