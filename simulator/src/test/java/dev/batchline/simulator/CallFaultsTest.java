package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults of calls hit the ones they name, in every run alike. */
class CallFaultsTest {

    private static final String LIST = "/v1/batches";

    @Test
    void asksTheCallerToWaitInSecondsOrMillisecondsOrNotAtAll() {
        try (Played played = Played.faults(refuse("\"calls\":{\"last\":1},\"retry_after_seconds\":7") + ","
                + refuse("\"calls\":{\"first\":2,\"last\":2},\"retry_after_seconds\":0.25,"
                        + "\"retry_header\":\"retry_after_ms\"")
                + "," + refuse("\"calls\":{\"first\":3,\"last\":3}"))) {
            HttpResponse<byte[]> seconds = played.client().get(LIST);
            assertThat(seconds.statusCode()).isEqualTo(429);
            assertThat(seconds.headers().firstValue("retry-after")).hasValue("7");
            HttpResponse<byte[]> millis = played.client().get(LIST);
            assertThat(millis.headers().firstValue("retry-after-ms")).hasValue("250");
            assertThat(millis.headers().firstValue("retry-after")).isEmpty();
            HttpResponse<byte[]> none = played.client().get(LIST);
            assertThat(none.statusCode()).isEqualTo(429);
            assertThat(none.headers().map()).doesNotContainKeys("retry-after", "retry-after-ms");
            assertThat(played.client().get(LIST).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesEveryRouteForAPeriodWithTheProvidersCode() {
        try (Played played = Played.faults(
                "{\"fault\":\"refuse_calls\",\"route\":\"*\",\"status\":429,\"code\":\"insufficient_quota\","
                        + "\"calls\":{\"period\":{\"from_seconds\":10,\"for_seconds\":60}}}")) {
            assertThat(played.client().get(LIST).statusCode()).isEqualTo(200);
            played.advance(Duration.ofSeconds(10));
            JsonNode error = RawClient.json(played.client().get(LIST)).path("error");
            assertThat(error.path("code").asText()).isEqualTo("insufficient_quota");
            assertThat(error.path("type").asText()).isEqualTo("insufficient_quota");
            assertThat(played.client().post("/v1/files", "").statusCode()).isEqualTo(429);
            played.advance(Duration.ofSeconds(60));
            assertThat(played.client().get(LIST).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesWithAnyStatus() {
        for (int status : List.of(401, 403, 500, 503)) {
            try (Played played = Played.faults("{\"fault\":\"refuse_calls\",\"route\":\"GET /v1/batches\",\"status\":"
                    + status + ",\"calls\":{\"times\":1}}")) {
                assertThat(played.client().get(LIST).statusCode()).isEqualTo(status);
                assertThat(played.client().get(LIST).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesASeededShareOfCalls() {
        List<Integer> codes = refusals(1);
        assertThat(codes).contains(200, 429);
        assertThat(refusals(1)).isEqualTo(codes);
        assertThat(refusals(2)).isNotEqualTo(codes);
    }

    private static List<Integer> refusals(long seed) {
        try (Played played = Played.faults(refuse("\"calls\":{\"share\":0.5}"), seed)) {
            List<Integer> codes = new ArrayList<>();
            for (int call = 0; call < 30; call++) {
                codes.add(played.client().get(LIST).statusCode());
            }
            return codes;
        }
    }

    @Test
    void refusesTheFirstDownloadsOfEveryFile() {
        try (Played played = Played.faults("{\"fault\":\"refuse_calls\",\"route\":\"GET /v1/files/*/content\","
                + "\"status\":502,\"calls\":{\"last\":2,\"each_path\":true}}")) {
            String first = "/v1/files/" + played.client().upload(RequestLines.chat(1)) + "/content";
            String second = "/v1/files/" + played.client().upload(RequestLines.chat(1)) + "/content";
            for (String path : List.of(first, second)) {
                assertThat(played.client().get(path).statusCode()).isEqualTo(502);
                assertThat(played.client().get(path).statusCode()).isEqualTo(502);
                assertThat(played.client().get(path).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void createsTheBatchLongAfterTheCallerWasToldOtherwise() {
        try (Played played = Played.faults("{\"fault\":\"delay_create\",\"delay_seconds\":30,\"status\":504,"
                + "\"calls\":{\"last\":1}},{\"fault\":\"delay_create\",\"delay_seconds\":30,\"calls\":{\"last\":1}}")) {
            String file = played.client().upload(RequestLines.chat(2));
            assertThat(played.client().tryCreate(file, RequestLines.CHAT).statusCode())
                    .isEqualTo(504);
            played.advance(Duration.ofSeconds(29));
            assertThat(listed(played)).isEmpty();
            assertThat(played.simulator().log().summary().batchesCreated()).isZero();
            played.advance(Played.SECOND);
            assertThat(listed(played)).hasSize(1);
            JsonNode late = listed(played).get(0);
            assertThat(late.path("input_file_id").asText()).isEqualTo(file);
            assertThat(late.path("created_at").asLong())
                    .isEqualTo(Played.START.plusSeconds(30).getEpochSecond());
            played.advance(Duration.ofMinutes(1));
            assertThat(played.status(late.path("id").asText())).isEqualTo("completed");
            assertThat(played.client().tryCreate(file, RequestLines.CHAT).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void cutsTheConnectionOfALateCreateAndLosesItWithItsFile() {
        try (Played played = Played.faults("{\"fault\":\"delay_create\",\"delay_seconds\":30}")) {
            String file = played.client().upload(RequestLines.chat(2));
            assertThatThrownBy(() -> played.client().tryCreate(file, RequestLines.CHAT))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(played.client()
                            .tryCreate("file-unknown", RequestLines.CHAT)
                            .statusCode())
                    .isEqualTo(404);
            played.client().call("DELETE", "/v1/files/" + file, BodyPublishers.noBody(), RawClient::authorised);
            played.advance(Duration.ofMinutes(1));
            assertThat(listed(played)).isEmpty();
        }
    }

    @Test
    void losesTheReplyToTheNamedCalls() {
        try (Played played = Played.faults(
                "{\"fault\":\"lose_reply\",\"route\":\"POST /v1/files\",\"status\":503,\"calls\":{\"last\":1}}")) {
            assertThat(played.client().upload(RequestLines.chat(1))).isNull();
            assertThat(RawClient.json(played.client().get("/v1/files")).path("data"))
                    .hasSize(1);
            assertThat(played.client().upload(RequestLines.chat(1))).startsWith("file-");
        }
    }

    @Test
    void hidesNewObjectsFromLists() {
        try (Played played = Played.faults("{\"fault\":\"lag_lists\",\"lag_seconds\":30}")) {
            String id = played.create(1);
            assertThat(played.code(id)).isEqualTo(200);
            assertThat(listed(played)).isEmpty();
            played.advance(Duration.ofSeconds(30));
            assertThat(listed(played)).hasSize(1);
        }
    }

    @Test
    void breaksOffTheFirstDownloadOfEveryFile() {
        try (Played played = Played.faults(
                "{\"fault\":\"truncate_download\",\"percent_sent\":50,\"calls\":{\"last\":1,\"each_path\":true}}")) {
            byte[] content = RequestLines.chat(1000);
            for (int file = 0; file < 2; file++) {
                String path = "/v1/files/" + played.client().upload(content) + "/content";
                assertThatThrownBy(() -> played.client().get(path)).isInstanceOf(UncheckedIOException.class);
                assertThat(played.client().get(path).body()).isEqualTo(content);
            }
        }
    }

    @Test
    void breaksOffDownloadsWithoutSayingSo() {
        try (Played played = Played.faults(
                "{\"fault\":\"truncate_download\",\"percent_sent\":50,\"unnoticed\":true,\"calls\":{\"last\":1}}")) {
            byte[] content = RequestLines.chat(1000);
            String path = "/v1/files/" + played.client().upload(content) + "/content";
            HttpResponse<byte[]> half = played.client().get(path);
            assertThat(half.body()).isEqualTo(Arrays.copyOf(content, content.length / 2));
            assertThat(half.headers().firstValueAsLong("content-length")).hasValue(content.length / 2);
            assertThat(played.client().get(path).body()).isEqualTo(content);
        }
    }

    @Test
    void createsTwoBatchesInOneCall() {
        try (Played played = Played.faults("{\"fault\":\"repeat_create\",\"calls\":{\"last\":1}}")) {
            String told = played.create(2);
            assertThat(listed(played)).hasSize(2);
            assertThat(listed(played))
                    .extracting(batch -> batch.path("input_file_id").asText())
                    .allMatch(listed(played).get(0).path("input_file_id").asText()::equals);
            assertThat(listed(played))
                    .extracting(batch -> batch.path("id").asText())
                    .contains(told);
            played.create(2);
            assertThat(listed(played)).hasSize(3);
        }
    }

    @Test
    void answersWithAnyText() {
        try (Played played = Played.faults("{\"fault\":\"replace_reply\",\"route\":\"POST /v1/batches\","
                + "\"text\":\"<html>Busy</html>\",\"calls\":{\"last\":1}},{\"fault\":\"replace_reply\","
                + "\"route\":\"GET /v1/batches/*\",\"status\":502,\"text\":\"\",\"calls\":{\"last\":1}}")) {
            HttpResponse<byte[]> reply =
                    played.client().tryCreate(played.client().upload(RequestLines.chat(1)), RequestLines.CHAT);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("<html>Busy</html>");
            String id = listed(played).get(0).path("id").asText();
            assertThat(played.code(id)).isEqualTo(502);
            assertThat(played.code(id)).isEqualTo(200);
        }
    }

    @Test
    void hasNoTextForDownloads() {
        assertThatThrownBy(() -> new CallFault.ReplaceReply(Fault.DOWNLOAD, Calls.every(), 0, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String refuse(String more) {
        return "{\"fault\":\"refuse_calls\",\"route\":\"GET /v1/batches\",\"status\":429," + more + "}";
    }

    private static JsonNode listed(Played played) {
        return RawClient.json(played.client().get(LIST)).path("data");
    }
}
