package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scripted faults happen where the script says, and nowhere else. */
class FaultsTest {

    private Simulator simulator;
    private RawClient client;

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void createsTheBatchWhoseReplyIsLost() {
        start(Faults.none().loseCreateReply(1).with(new CallFault.LoseReply(Fault.CREATE_BATCH, 2, 502)));
        String file = client.upload(RequestLines.chat(1));
        assertThatThrownBy(() -> client.tryCreate(file, RequestLines.CHAT))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(client.tryCreate(file, RequestLines.CHAT).statusCode()).isEqualTo(502);
        assertThat(client.tryCreate(file, RequestLines.CHAT).statusCode()).isEqualTo(200);
        JsonNode listed = RawClient.json(client.get("/v1/batches")).path("data");
        assertThat(listed)
                .hasSize(3)
                .allMatch(batch -> batch.path("input_file_id").asText().equals(file));
        assertThat(simulator.log().summary().batchesCreated()).isEqualTo(3);
    }

    @Test
    void refusesTheScriptedCreateCalls() {
        start(Faults.none().refuseCreates(1, 2, 503));
        String file = client.upload(RequestLines.chat(1));
        assertThat(client.tryCreate(file, RequestLines.CHAT).statusCode()).isEqualTo(503);
        assertThat(client.tryCreate(file, RequestLines.CHAT).statusCode()).isEqualTo(503);
        assertThat(client.tryCreate(file, RequestLines.CHAT).statusCode()).isEqualTo(200);
        assertThat(simulator.log().summary().createCalls()).isEqualTo(3);
        assertThat(simulator.log().summary().batchesCreated()).isEqualTo(1);
    }

    @Test
    void refusesTheScriptedCallsOfAnyRoute() {
        start(Faults.none()
                .with(new CallFault.RefuseCalls("GET /v1/batches/*", 1, 1, 404, Duration.ZERO))
                .with(new CallFault.RefuseCalls("POST /v1/files", 2, 2, 429, Duration.ofSeconds(7))));
        String file = client.upload(RequestLines.chat(1));
        String path = "/v1/batches/" + client.create(file);
        assertThat(client.get(path).statusCode()).isEqualTo(404);
        assertThat(client.get(path).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> limited = client.post("/v1/files", "");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void hidesNewObjectsFromListsForTheLag() {
        start(Faults.none().with(new Fault.LagLists(Duration.ofSeconds(30))));
        String batch = client.create(client.upload(RequestLines.chat(1)));
        assertThat(client.batch(batch).path("id").asText()).isEqualTo(batch);
        assertThat(RawClient.json(client.get("/v1/batches")).path("data")).isEmpty();
        assertThat(RawClient.json(client.get("/v1/files")).path("data")).isEmpty();
        simulator.advance(Duration.ofSeconds(30));
        assertThat(RawClient.json(client.get("/v1/batches")).path("data")).hasSize(1);
    }

    @Test
    void breaksOffTheScriptedDownload() {
        start(Faults.none().with(new CallFault.TruncateDownload(1, 50)));
        byte[] content = RequestLines.chat(1000);
        String path = "/v1/files/" + client.upload(content) + "/content";
        assertThatThrownBy(() -> client.get(path)).isInstanceOf(UncheckedIOException.class);
        assertThat(client.get(path).body()).isEqualTo(content);
    }

    @Test
    void failsAShareOfTheLinesForGood() {
        start(Faults.none().failLines(0.2, 400));
        String file = client.upload(RequestLines.chat(200));
        Set<String> first = failed(file, 400);
        assertThat(first).hasSizeBetween(20, 60);
        assertThat(failed(file, 400)).isEqualTo(first);
        assertThat(simulator.log().executions(first.iterator().next())).isEqualTo(2);
        assertThat(simulator.log().billed(first.iterator().next())).isZero();
    }

    @Test
    void failsAShareOfTheLinesInPassing() {
        start(Faults.none().failLines(0.2, 500));
        String file = client.upload(RequestLines.chat(200));
        Set<String> first = failed(file, 500);
        assertThat(first).hasSizeBetween(20, 60);
        assertThat(failed(file, 500)).hasSizeBetween(20, 60).isNotEqualTo(first);
    }

    @Test
    void leavesTheOutputFileOutWhenEveryLineFails() {
        start(Faults.none().failLines(1, 429));
        String id = client.create(client.upload(RequestLines.chat(3)));
        simulator.advance(Duration.ZERO);
        JsonNode batch = client.batch(id);
        assertThat(batch.path("status").asText()).isEqualTo("completed");
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        assertThat(batch.path("request_counts").path("failed").asInt()).isEqualTo(3);
        assertThat(client.lines(batch.path("error_file_id"))).hasSize(3);
    }

    private Set<String> failed(String file, int status) {
        String id = client.create(file);
        simulator.advance(Duration.ZERO);
        List<JsonNode> errors = client.lines(client.batch(id).path("error_file_id"));
        assertThat(errors).allSatisfy(line -> {
            assertThat(line.path("error").isNull()).isTrue();
            assertThat(line.path("response").path("status_code").asInt()).isEqualTo(status);
            assertThat(line.path("response")
                            .path("body")
                            .path("error")
                            .path("message")
                            .isTextual())
                    .isTrue();
        });
        return errors.stream().map(line -> line.path("custom_id").asText()).collect(Collectors.toSet());
    }

    private void start(Faults faults) {
        simulator =
                Simulator.start(SimulatorConfig.builder(SimulatedTime.stepped(Instant.parse("2026-11-21T00:00:00Z")))
                        .phases(Phases.immediate())
                        .faults(faults)
                        .build());
        client = new RawClient(simulator);
    }
}
