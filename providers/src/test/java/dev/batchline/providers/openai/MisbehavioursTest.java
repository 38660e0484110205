package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services were seen to send over the wire, and what becomes of it. */
class MisbehavioursTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final String LONG_ID = Base64.getEncoder()
            .encodeToString(("litellm_proxy:" + "application/octet-stream;unified_id,?&#%/..".repeat(12) + "§ü")
                    .getBytes(StandardCharsets.UTF_8));

    private final MockWebServer server = new MockWebServer();
    private BatchProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = Accounts.at(server.url("/v1").uri());
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    @Test
    void takesBlankFileIdsForNone() {
        RemoteBatch batch = retrieved("""
                {"id":"b1","status":"completed","output_file_id":"f1","error_file_id":"","input_file_id":" "}""");
        assertThat(batch.outputFileId()).isEqualTo("f1");
        assertThat(batch.errorFileId()).isNull();
        assertThat(batch.inputFileId()).isNull();
    }

    @Test
    void downloadsAnEmptyErrorFile(@TempDir Path directory) {
        server.enqueue(new MockResponse.Builder().body("").build());
        assertThat(provider.download("f1", directory.resolve("errors")))
                .isInstanceOfSatisfying(
                        Outcome.Success.class,
                        success -> assertThat(success.value()).isEqualTo(new Downloaded(0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"No such batch.\",\"type\":\"invalid_request_error\"}}",
                "{\"object\":\"batch\",\"error\":\"No such batch.\"}",
                "{\"id\":null,\"status\":null,\"error\":{\"message\":\"No such batch.\"}}"
            })
    void takesAnErrorObjectInPlaceOfABatchForNoAnswer(String body) {
        server.enqueue(new MockResponse.Builder().body(body).build());
        Outcome<RemoteBatch> outcome = provider.retrieve("b1");
        assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
        assertThat(OutcomeMappingTest.errorOf(outcome).message()).contains("No such batch.");
    }

    @Test
    void takesAServerErrorForAnUnknownBatchForNoAnswerAndNotForItsAbsence() {
        for (int attempt = 0; attempt < 3; attempt++) {
            server.enqueue(new MockResponse.Builder()
                    .code(500)
                    .body("{\"error\":{\"message\":\"{'error': 'batch not found'}\",\"code\":\"500\"}}")
                    .build());
        }
        assertThat(provider.retrieve("b1")).isInstanceOf(Outcome.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "Completed", "COMPLETED", "succeeded", "JOB_STATE_SUCCEEDED", "success"})
    void knowsTheSpellingsOfCompleted(String word) {
        assertThat(retrieved("{\"id\":\"b1\",\"status\":\"" + word + "\"}").status())
                .contains(BatchStatus.COMPLETED);
    }

    @Test
    void sendsLongOpaqueIdsAsOneEscapedSegment() throws InterruptedException {
        String id = LONG_ID + "/+?#%2F .. ü";
        RemoteBatch batch = retrieved("{\"id\":\"" + id + "\",\"status\":\"complete\"}", id);
        assertThat(batch.id()).isEqualTo(id);
        RecordedRequest request = server.takeRequest();
        assertThat(request.getUrl().pathSegments()).containsExactly("v1", "batches", id);
        assertThat(request.getTarget()).doesNotContain("?", "#", " ");
        server.enqueue(new MockResponse.Builder().body("{\"data\":[]}").build());
        provider.list(id, 100);
        assertThat(server.takeRequest().getUrl().queryParameter("after")).isEqualTo(id);
    }

    @Test
    void readsNumbersThatAreTextAndCountsThatAreNull() {
        RemoteBatch batch = retrieved("""
                {"id":"b1","status":"in_progress","created_at":"1795255200","expires_at":"1795341600",
                "request_counts":{"total":"8","completed":"4","failed":null}}""");
        assertThat(batch.counts()).isEqualTo(new RequestCounts(8, 4, 0));
        assertThat(batch.createdAt()).isEqualTo(TIME);
        assertThat(batch.expiresAt()).isEqualTo(TIME.plusSeconds(86_400));
        assertThat(retrieved("{\"id\":\"b1\",\"status\":\"Validating\",\"request_counts\":null}")
                        .counts())
                .isEqualTo(RequestCounts.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1795255200000", "\"1795255200000\"", "\"2026-11-21T10:00:00+00:00\"", "1795255200.25"})
    void readsTimesInMillisecondsAndAsText(String time) {
        assertThat(retrieved("{\"id\":\"b1\",\"status\":\"running\",\"created_at\":" + time + "}")
                        .createdAt())
                .isBetween(TIME, TIME.plusMillis(250));
    }

    @Test
    void readsAListWithOddMembers() {
        server.enqueue(new MockResponse.Builder().body("""
                {"object":"list","data":[{"id":"b2","status":"QUEUED","metadata":null},{"error":"gone"},
                {"id":"b1","status":"complete","created_at":1795255200000,"metadata":{"batchline-submission":1}}],
                "has_more":false,"first_id":"x","last_id":null}""").build());
        Outcome<BatchPage> outcome = provider.list(null, 100);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Success.class, success -> {
            BatchPage page = (BatchPage) success.value();
            assertThat(page.batches()).extracting(RemoteBatch::id).containsExactly("b2", "b1");
            assertThat(page.batches().get(1).createdAt()).isEqualTo(TIME);
            assertThat(page.batches().get(1).metadata()).containsEntry("batchline-submission", "1");
            assertThat(page.next()).isNull();
        });
    }

    private RemoteBatch retrieved(String body) {
        return retrieved(body, "b1");
    }

    private RemoteBatch retrieved(String body, String id) {
        server.enqueue(new MockResponse.Builder().body(body).build());
        Outcome<RemoteBatch> outcome = provider.retrieve(id);
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Outcome.Success<RemoteBatch>) outcome).value();
    }
}
