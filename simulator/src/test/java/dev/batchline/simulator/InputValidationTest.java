package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A faulty input file fails its batch with a code, the parameter and the line. */
class InputValidationTest {

    private static final String GOOD = """
            {"custom_id":"a","method":"POST","url":"/v1/chat/completions",\
            "body":{"model":"m","messages":[{"role":"user","content":"hi"}]}}""";

    private Simulator simulator;
    private RawClient client;

    @BeforeEach
    void start() {
        simulator =
                Simulator.start(SimulatorConfig.builder(SimulatedTime.stepped(Instant.parse("2026-11-21T00:00:00Z")))
                        .phases(Phases.immediate())
                        .limits(Limits.documented().withLines(5).withUnknownModels(Set.of("gpt-9")))
                        .build());
        client = new RawClient(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "invalid_json_line,~{\"custom_id\":~,",
                "invalid_json_line,[1],",
                "invalid_json_line,{} {},",
                "duplicate_custom_id,~{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"U\",\"body\":B}~,custom_id",
                "url_mismatch,~{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":B}~,url",
                "invalid_method,~{\"custom_id\":\"b\",\"method\":\"GET\",\"url\":\"U\",\"body\":B}~,method",
                "missing_required_parameter,~{\"method\":\"POST\",\"url\":\"U\",\"body\":B}~,custom_id",
                "missing_required_parameter,~{\"custom_id\":\"b\",\"url\":\"U\",\"body\":B}~,method",
                "missing_required_parameter,~{\"custom_id\":\"b\",\"method\":\"POST\",\"body\":B}~,url",
                "missing_required_parameter,~{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"U\"}~,body",
                "missing_required_parameter,~{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"U\",\"body\":{}}~"
                        + ",body.model",
                "invalid_request,~{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"U\",\"body\":7}~,body",
                "model_mismatch,~{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"U\",\"body\":{\"model\":\"n\"}}~"
                        + ",body.model",
            })
    void namesCodeParameterAndLine(String code, String line, String param) {
        String second = line.replace("\"U\"", "\"/v1/chat/completions\"").replace("B}", "{\"model\":\"m\"}}");
        JsonNode problem = onlyProblem(GOOD + "\n" + second + "\n");
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("line").asInt()).isEqualTo(2);
        assertThat(problem.path("param").textValue()).isEqualTo(param);
        assertThat(problem.path("message").asText()).isNotEmpty();
    }

    @Test
    void refusesAByteOrderMark() {
        JsonNode problem = onlyProblem("\uFEFF" + GOOD);
        assertThat(problem.path("code").asText()).isEqualTo("invalid_json_line");
        assertThat(problem.path("line").asInt()).isEqualTo(1);
    }

    @Test
    void refusesABlankLineInTheMiddleButNotAtTheEnd() {
        JsonNode problem = onlyProblem(GOOD + "\n\n" + GOOD.replace("\"a\"", "\"b\""));
        assertThat(problem.path("code").asText()).isEqualTo("invalid_json_line");
        assertThat(problem.path("line").asInt()).isEqualTo(2);
        assertThat(run(GOOD + "\r\n \n\n").path("status").asText()).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n"})
    void refusesAFileWithoutRequests(String content) {
        JsonNode problem = onlyProblem(content);
        assertThat(problem.path("code").asText()).isEqualTo("empty_file");
        assertThat(problem.path("line").isNull()).isTrue();
    }

    @Test
    void refusesTooManyLines() {
        JsonNode problem = onlyProblem(new String(RequestLines.chat(6), StandardCharsets.UTF_8));
        assertThat(problem.path("code").asText()).isEqualTo("too_many_tasks");
        JsonNode full = run(new String(RequestLines.chat(5), StandardCharsets.UTF_8));
        assertThat(full.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void countsEmbeddingInputsOverTheWholeBatch() {
        String line = GOOD.replace("/v1/chat/completions", "/v1/embeddings")
                .replaceFirst("\"messages\":.*}]", "\"input\":[\"a\",\"b\",\"c\"]");
        String lines = line + "\n" + line.replace("\"a\",\"method", "\"b\",\"method");
        String id = client.create(client.upload(lines.getBytes(StandardCharsets.UTF_8)), "/v1/embeddings");
        simulator.advance(Duration.ZERO);
        assertThat(client.batch(id)
                        .path("errors")
                        .path("data")
                        .path(0)
                        .path("code")
                        .asText())
                .isEqualTo("too_many_tasks");
    }

    @Test
    void refusesAModelThatTheAccountLacks() {
        JsonNode problem = onlyProblem(GOOD.replace("\"m\"", "\"gpt-9\""));
        assertThat(problem.path("code").asText()).isEqualTo("model_not_found");
        assertThat(problem.path("line").asInt()).isEqualTo(1);
    }

    private JsonNode onlyProblem(String content) {
        JsonNode batch = run(content);
        assertThat(batch.path("status").asText()).isEqualTo("failed");
        assertThat(batch.path("failed_at").isIntegralNumber()).isTrue();
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        assertThat(batch.path("errors").path("object").asText()).isEqualTo("list");
        assertThat(batch.path("errors").path("data")).hasSize(1);
        assertThat(simulator.log().summary().linesExecuted()).isZero();
        return batch.path("errors").path("data").path(0);
    }

    private JsonNode run(String content) {
        String id = client.create(client.upload(content.getBytes(StandardCharsets.UTF_8)));
        simulator.advance(Duration.ZERO);
        return client.batch(id);
    }
}
