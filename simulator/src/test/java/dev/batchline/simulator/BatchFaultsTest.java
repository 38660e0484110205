package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of whole batches hit the ones they name, in every run alike. */
class BatchFaultsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void failsValidationAtTheNamedLines() {
        try (Played played = Played.faults("{\"fault\":\"fail_batch\",\"code\":\"invalid_json_line\","
                + "\"message\":\"Not JSON.\",\"lines\":[2,5],\"batches\":{\"nth\":2}}")) {
            assertThat(played.run(5).path("status").asText()).isEqualTo("completed");
            JsonNode batch = played.run(5);
            assertThat(batch.path("status").asText()).isEqualTo("failed");
            JsonNode data = batch.path("errors").path("data");
            assertThat(data).extracting(one -> one.path("line").asInt()).containsExactly(2, 5);
            assertThat(data).allMatch(one -> one.path("code").asText().equals("invalid_json_line"));
            assertThat(batch.path("output_file_id").isNull()).isTrue();
            assertThat(played.run(5).path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void failsValidationAsAWhole() {
        try (Played played = Played.faults("{\"fault\":\"fail_batch\",\"code\":\"model_not_found\"}")) {
            JsonNode problem = played.run(5).path("errors").path("data").path(0);
            assertThat(problem.path("code").asText()).isEqualTo("model_not_found");
            assertThat(problem.path("line").isNull()).isTrue();
        }
    }

    @Test
    void endsTheRestOfAnExpiredBatchWithAnyCode() {
        String expire = "{\"fault\":\"expire_batch\",\"percent_done\":40,\"batches\":{\"nth\":%d}%s}";
        try (Played played =
                Played.faults(expire.formatted(1, "") + "," + expire.formatted(2, ",\"code\":\"server_error\""))) {
            for (String code : List.of("batch_expired", "server_error")) {
                JsonNode batch = played.run(10);
                assertThat(batch.path("status").asText()).isEqualTo("expired");
                assertThat(played.errors(batch))
                        .hasSize(6)
                        .allMatch(line -> line.at("/error/code").asText().equals(code));
            }
        }
    }

    @Test
    void showsAnotherTimeOfExpiryAndDoesNotKeepIt() {
        try (Played played = Played.faults("{\"fault\":\"shift_expiry\",\"seconds\":-93600}")) {
            JsonNode batch = played.run(10);
            assertThat(batch.path("expires_at").asLong())
                    .isEqualTo(batch.path("created_at").asLong() - 7_200);
            assertThat(batch.path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void saysThatItUsedMoreThanItsLines() {
        try (Played played = Played.faults("{\"fault\":\"change_usage\",\"tokens\":1000}")) {
            JsonNode batch = played.run(10);
            long input = played.output(batch).stream()
                    .mapToLong(line ->
                            line.at("/response/body/usage/prompt_tokens").asLong())
                    .sum();
            assertThat(input).isPositive();
            assertThat(batch.at("/usage/input_tokens").asLong()).isEqualTo(input + 1_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void sticksUntilItIsCancelled(Stage stage) {
        String word = stage.name().toLowerCase(java.util.Locale.ROOT);
        try (Played played = Played.faults("{\"fault\":\"stick_batch\",\"status\":\"" + word
                + "\",\"percent_done\":40,\"batches\":{\"nth\":1}}")) {
            String id = played.create(10);
            played.advance(DAY.multipliedBy(3));
            assertThat(played.status(id)).isEqualTo(word);
            int done = stage == Stage.VALIDATING ? 0 : stage == Stage.IN_PROGRESS ? 4 : 10;
            assertThat(played.simulator().log().totalBilled()).isEqualTo(done);
            assertThat(played.run(3).path("status").asText()).isEqualTo("completed");

            played.client().post("/v1/batches/" + id + "/cancel", "");
            played.advance(MINUTE);
            assertThat(played.status(id)).isEqualTo("cancelled");
            assertThat(played.output(played.client().batch(id))).hasSize(done);
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void goesOnWhenTheFaultsAreTakenAway(Stage stage) {
        String word = stage.name().toLowerCase(java.util.Locale.ROOT);
        try (Played played = Played.faults("{\"fault\":\"stick_batch\",\"status\":\"" + word + "\"}")) {
            String id = played.create(10);
            played.advance(MINUTE);
            assertThat(played.status(id)).isEqualTo(word);
            played.simulator().play(Faults.none());
            played.advance(MINUTE);
            assertThat(played.status(id)).isEqualTo("completed");
            assertThat(played.output(played.client().batch(id))).hasSize(10);
        }
    }

    @Test
    void runsToItsEndLongAfterItsWindow() {
        Phases slow = new Phases(Duration.ZERO, Duration.ofHours(48), Duration.ZERO, Duration.ZERO, Duration.ZERO, DAY);
        try (Played played = Played.of(Played.config()
                .phases(slow)
                .faults(Played.parse("{\"fault\":\"never_expire\",\"batches\":{\"model\":\"gpt-4.1-mini\"}}")))) {
            String id = played.create(10);
            played.advance(Duration.ofHours(30));
            assertThat(played.status(id)).isEqualTo("in_progress");
            played.advance(Duration.ofHours(20));
            assertThat(played.status(id)).isEqualTo("completed");
            assertThat(played.output(played.client().batch(id))).hasSize(10);
        }
    }

    @Test
    void expiresTheNamedBatchWithItsShareDone() {
        try (Played played = Played.faults(
                "{\"fault\":\"expire_batch\",\"percent_done\":30,\"batches\":{\"nth\":1,\"minimum_lines\":5}}")) {
            assertThat(played.run(4).path("status").asText()).isEqualTo("completed");
            JsonNode batch = played.run(10);
            assertThat(batch.path("status").asText()).isEqualTo("expired");
            assertThat(played.output(batch)).hasSize(3);
            assertThat(played.errors(batch)).hasSize(7);
        }
    }

    @Test
    void answersNotFoundToTheFirstAsks() {
        try (Played played = Played.faults("{\"fault\":\"flap_batch\",\"asks\":2,\"batches\":{\"nth\":1}}")) {
            String first = played.create(1);
            String second = played.create(1);
            assertThat(List.of(played.code(first), played.code(second))).containsExactly(404, 200);
            assertThat(played.client().get("/v1/batches/" + first).statusCode()).isEqualTo(404);
            assertThat(RawClient.json(played.client().get("/v1/batches")).path("data"))
                    .hasSize(2);
            assertThat(played.code(first)).isEqualTo(200);
        }
    }

    @Test
    void answersNotFoundToASeededShareOfAsks() {
        List<Integer> codes = flaps(1);
        assertThat(codes).contains(200, 404);
        assertThat(flaps(1)).isEqualTo(codes);
        assertThat(flaps(2)).isNotEqualTo(codes);
    }

    private static List<Integer> flaps(long seed) {
        try (Played played = Played.faults("{\"fault\":\"flap_batch\",\"share\":0.5}", seed)) {
            String id = played.create(1);
            List<Integer> codes = new ArrayList<>();
            for (int ask = 0; ask < 30; ask++) {
                codes.add(played.code(id));
            }
            return codes;
        }
    }

    @Test
    void losesABatchForGood() {
        try (Played played = Played.faults("{\"fault\":\"lose_batch\",\"after_seconds\":3}")) {
            String id = played.create(4);
            assertThat(played.code(id)).isEqualTo(200);
            played.advance(Duration.ofSeconds(3));
            HttpResponse<byte[]> gone = played.client().get("/v1/batches/" + id);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(RawClient.json(gone).path("error").path("code").asText()).isEqualTo("batch_not_found");
            assertThat(played.client().post("/v1/batches/" + id + "/cancel", "").statusCode())
                    .isEqualTo(404);
            assertThat(RawClient.json(played.client().get("/v1/batches")).path("data"))
                    .isEmpty();
            played.advance(MINUTE);
            assertThat(played.code(id)).isEqualTo(404);
            assertThat(played.simulator().log().totalBilled()).isEqualTo(4);
            assertThat(played.client()
                            .jsonLines("/_simulator/log/batches")
                            .getFirst()
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    @Test
    void namesFilesByNullOrNothing() {
        try (Played played =
                Played.faults("{\"fault\":\"change_file_ids\",\"output\":\"null\",\"batches\":{\"nth\":1}},"
                        + "{\"fault\":\"change_file_ids\",\"error\":\"blank\",\"batches\":{\"nth\":2}},"
                        + "{\"fault\":\"change_file_ids\",\"error\":\"empty_file\",\"batches\":{\"nth\":3}}")) {
            JsonNode first = played.run(2);
            assertThat(first.path("output_file_id").isNull()).isTrue();
            assertThat(first.path("request_counts").path("completed").asInt()).isEqualTo(2);
            JsonNode second = played.run(2);
            assertThat(second.path("error_file_id").asText("none")).isEmpty();
            assertThat(second.path("output_file_id").asText()).startsWith("file-");
            JsonNode third = played.run(2);
            String empty = third.path("error_file_id").asText();
            HttpResponse<byte[]> content = played.client().get("/v1/files/" + empty + "/content");
            assertThat(content.statusCode()).isEqualTo(200);
            assertThat(content.body()).isEmpty();
        }
    }

    @Test
    void countsAFailureWhoseErrorFileComesLater() {
        try (Played played = Played.faults("{\"fault\":\"fail_lines\",\"share\":1,\"status\":500},"
                + "{\"fault\":\"change_file_ids\",\"error\":\"null\",\"late_seconds\":120}")) {
            JsonNode batch = played.run(1);
            assertThat(batch.path("status").asText()).isEqualTo("completed");
            assertThat(batch.path("request_counts").path("failed").asInt()).isEqualTo(1);
            assertThat(batch.path("error_file_id").isNull()).isTrue();
            played.advance(Duration.ofSeconds(120));
            assertThat(played.errors(played.client().batch(batch.path("id").asText())))
                    .hasSize(1);
        }
    }

    @Test
    void showsOtherWordsForStatuses() {
        try (Played played = Played.faults("{\"fault\":\"rename_status\",\"words\":{\"validating\":\"Validating\","
                + "\"in_progress\":\"Paused\",\"completed\":\"complete\"}}")) {
            String id = played.create(1);
            assertThat(played.status(id)).isEqualTo("Validating");
            played.advance(Duration.ofSeconds(3));
            assertThat(played.status(id)).isEqualTo("Paused");
            assertThat(RawClient.json(played.client().get("/v1/batches"))
                            .at("/data/0/status")
                            .asText())
                    .isEqualTo("Paused");
            played.advance(MINUTE);
            assertThat(played.status(id)).isEqualTo("complete");
        }
    }

    @Test
    void holdsTheTokenLimitOfOneModelUntilSomeTimeAfterTheEnd() {
        try (Played played =
                Played.faults("{\"fault\":\"limit_enqueued_tokens\",\"model\":\"gpt-4.1-mini\",\"tokens\":100,"
                        + "\"release_lag_seconds\":60}")) {
            String first = played.create(10);
            String second = played.create(10);
            String other = played.client().create(played.client().upload(linesOf("gpt-4o", 20)));
            String third = played.client().create(played.client().upload(linesOf("gpt-4o", 20)));
            played.advance(Duration.ofSeconds(30));
            assertThat(played.status(first)).isEqualTo("completed");
            assertThat(played.client().batch(second).at("/errors/data/0/code").asText())
                    .isEqualTo("token_limit_exceeded");
            assertThat(played.status(other)).isEqualTo("completed");
            assertThat(played.status(third)).isEqualTo("completed");

            assertThat(played.run(10).path("status").asText()).isEqualTo("failed");
            assertThat(played.run(10).path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void releasesTheTokensOfACancelledBatch() {
        try (Played played =
                Played.faults("{\"fault\":\"limit_enqueued_tokens\",\"model\":\"gpt-4.1-mini\",\"tokens\":100}")) {
            String first = played.create(10);
            played.advance(Duration.ofSeconds(3));
            played.client().post("/v1/batches/" + first + "/cancel", "");
            assertThat(played.run(10).path("status").asText()).isEqualTo("completed");
            assertThat(played.status(first)).isEqualTo("cancelled");
        }
    }

    @Test
    void hitsBatchesOfAModelNoMoreThanTheNumberOfTimes() {
        try (Played played = Played.faults("{\"fault\":\"fail_batch\",\"code\":\"empty_file\","
                + "\"batches\":{\"model\":\"gpt-4.1-mini\",\"times\":2}}")) {
            List<String> ends = new ArrayList<>();
            for (String model : List.of("gpt-4o", "gpt-4.1-mini", "gpt-4o", "gpt-4.1-mini", "gpt-4.1-mini")) {
                String id = played.client().create(played.client().upload(linesOf(model, 1)));
                played.advance(MINUTE);
                ends.add(played.status(id));
            }
            assertThat(ends).containsExactly("completed", "failed", "completed", "failed", "completed");
            assertThat(played.simulator().faultHits()).containsExactly(2);
        }
    }

    @Test
    void hitsASeededShareOfBatches() {
        List<String> ends = ends(1);
        assertThat(ends).contains("failed", "completed");
        assertThat(ends(1)).isEqualTo(ends);
        assertThat(ends(2)).isNotEqualTo(ends);
    }

    private static List<String> ends(long seed) {
        String fault = "{\"fault\":\"fail_batch\",\"code\":\"empty_file\",\"batches\":{\"share\":0.5}}";
        try (Played played = Played.faults(fault, seed)) {
            List<String> ends = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ends.add(played.run(1).path("status").asText());
            }
            return ends;
        }
    }

    private static byte[] linesOf(String model, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ObjectNode body = RequestLines.chatBody(model, "Tell me about number " + i + ".");
            lines.append(RequestLines.line("item-" + i, RequestLines.CHAT, body))
                    .append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
