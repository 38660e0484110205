package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of single lines show in the files and counts, and fall on the same lines with the same seed. */
class LineFaultsTest {

    private static final int LINES = 200;

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500})
    void failsAShareWithAStatus(int status) {
        String fault = "{\"fault\":\"fail_lines\",\"share\":0.2,\"status\":" + status + "}";
        Set<String> hit = new HashSet<>();
        try (Played played = Played.faults(fault)) {
            JsonNode batch = played.run(LINES);
            List<JsonNode> errors = played.errors(batch);
            assertThat(errors)
                    .hasSizeBetween(20, 60)
                    .allMatch(line -> line.path("response").path("status_code").asInt() == status);
            assertThat(batch.path("request_counts").path("failed").asInt()).isEqualTo(errors.size());
            assertThat(played.output(batch)).hasSize(LINES - errors.size());
            hit.addAll(Played.customIds(errors));
        }
        assertThat(errorsOf(fault, 1)).isEqualTo(hit);
        assertThat(errorsOf(fault, 2)).isNotEqualTo(hit);
    }

    @Test
    void writesStatusZeroIntoTheErrorFileWhileTheCountsSayCompleted() {
        String fault = "{\"fault\":\"fail_lines\",\"share\":0.2,\"status\":0}";
        try (Played played = Played.faults(fault)) {
            JsonNode batch = played.run(LINES);
            List<JsonNode> errors = played.errors(batch);
            assertThat(errors).hasSizeBetween(20, 60).allSatisfy(line -> {
                assertThat(line.path("response").toString())
                        .isEqualTo("{\"status_code\":0,\"request_id\":\"\",\"body\":{}}");
                assertThat(line.path("error").isNull()).isTrue();
            });
            assertThat(batch.path("request_counts").path("failed").asInt()).isZero();
            assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(LINES);
            assertThat(played.simulator().log().totalBilled()).isEqualTo(LINES - errors.size());
            assertThat(errorsOf(fault, 1)).isEqualTo(Set.copyOf(Played.customIds(errors)));
        }
    }

    @Test
    void losesLinesThatRanOnTheWayIntoTheFile() {
        String fault = "{\"fault\":\"drop_lines\",\"share\":0.2,\"executed\":true}";
        try (Played played = Played.faults(fault);
                Played again = Played.faults(fault)) {
            JsonNode batch = played.run(LINES);
            List<String> seen = Played.customIds(played.output(batch));
            assertThat(seen).hasSizeBetween(140, 180);
            assertThat(played.errors(batch)).isEmpty();
            assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(LINES);
            assertThat(played.simulator().log().totalBilled()).isEqualTo(LINES);
            assertThat(Played.customIds(again.output(again.run(LINES)))).containsExactlyInAnyOrderElementsOf(seen);
        }
    }

    @Test
    void leavesOutLinesThatNeverRan() {
        try (Played played = Played.faults("{\"fault\":\"drop_lines\",\"share\":0.2,\"executed\":false}")) {
            JsonNode batch = played.run(LINES);
            List<String> seen = Played.customIds(played.output(batch));
            assertThat(seen).hasSizeBetween(140, 180);
            assertThat(batch.path("request_counts").path("total").asInt()).isEqualTo(LINES);
            assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(seen.size());
            assertThat(played.simulator().log().summary().linesExecuted()).isEqualTo(seen.size());

            // What was left out is drawn anew when it comes again.
            Set<String> before = Set.copyOf(seen);
            assertThat(Played.customIds(played.output(played.run(LINES))))
                    .filteredOn(id -> !before.contains(id))
                    .hasSizeGreaterThan((LINES - before.size()) / 2);
        }
    }

    @Test
    void writesLinesTwice() {
        String fault = "{\"fault\":\"duplicate_lines\",\"share\":0.2}";
        try (Played played = Played.faults(fault);
                Played again = Played.faults(fault)) {
            JsonNode batch = played.run(LINES);
            List<String> seen = Played.customIds(played.output(batch));
            assertThat(seen).hasSizeBetween(220, 260);
            assertThat(Set.copyOf(seen)).hasSize(LINES);
            assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(LINES);
            assertThat(played.simulator().log().totalBilled()).isEqualTo(LINES);
            assertThat(Played.customIds(again.output(again.run(LINES)))).isEqualTo(seen);
        }
    }

    @Test
    void addsLinesThatNobodySubmitted() {
        String fault = "{\"fault\":\"foreign_lines\",\"share\":0.2}";
        try (Played played = Played.faults(fault);
                Played again = Played.faults(fault)) {
            JsonNode batch = played.run(LINES);
            List<String> seen = new ArrayList<>(Played.customIds(played.output(batch)));
            assertThat(Played.customIds(again.output(again.run(LINES)))).isEqualTo(seen);
            assertThat(batch.path("request_counts").path("total").asInt()).isEqualTo(LINES);
            assertThat(seen.stream().filter(id -> id.startsWith("item-"))).hasSize(LINES);
            assertThat(seen.stream().filter(id -> id.startsWith("foreign-item-")))
                    .hasSizeBetween(20, 60);
        }
    }

    @Test
    void answersWithAnyBody() {
        String body = "{\"object\":\"response\",\"output\":[{\"type\":\"reasoning\"},{\"type\":\"message\"}]}";
        try (Played played = Played.faults("{\"fault\":\"answer_lines\",\"share\":0.5,\"body\":" + body + "}")) {
            List<JsonNode> lines = played.output(played.run(LINES));
            assertThat(lines).hasSize(LINES);
            assertThat(lines)
                    .filteredOn(line -> line.at("/response/body").toString().equals(body))
                    .hasSizeBetween(60, 140);
        }
    }

    @Test
    void givesGiantAnswers() {
        String fault = "{\"fault\":\"giant_answers\",\"share\":0.5,\"bytes\":3000000,\"batches\":{\"nth\":1}}";
        try (Played played = Played.faults(fault)) {
            JsonNode batch = played.run(4);
            List<JsonNode> lines = played.output(batch);
            long giants = lines.stream()
                    .filter(line -> line.at("/response/body/choices/0/message/content")
                                    .asText()
                                    .length()
                            == 3_000_000)
                    .count();
            assertThat(lines).hasSize(4);
            assertThat(giants).isBetween(1L, 3L);
            assertThat(played.output(played.run(4)))
                    .allMatch(line -> line.toString().length() < 10_000);
        }
    }

    @Test
    void givesGiantAnswersWhereThereIsNoText() {
        try (Played played = Played.faults("{\"fault\":\"giant_answers\",\"share\":1,\"bytes\":100000}")) {
            String line = RequestLines.line(
                    "a", "/v1/embeddings", Json.object().put("model", "m").put("input", "text"));
            String id = played.client()
                    .create(
                            played.client().upload(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                            "/v1/embeddings");
            played.advance(Duration.ofMinutes(1));
            String file = played.client().batch(id).path("output_file_id").asText();
            HttpResponse<byte[]> content = played.client().get("/v1/files/" + file + "/content");
            assertThat(content.body()).hasSizeGreaterThan(100_000);
            assertThat(played.output(played.client().batch(id))).hasSize(1);
        }
    }

    private static Set<String> errorsOf(String fault, long seed) {
        try (Played played = Played.faults(fault, seed)) {
            return Set.copyOf(Played.customIds(played.errors(played.run(LINES))));
        }
    }
}
