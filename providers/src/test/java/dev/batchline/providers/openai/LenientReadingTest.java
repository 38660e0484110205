package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.providers.BatchPage;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches, files and pages as services really send them. */
class LenientReadingTest {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void readsAWholeBatch() {
        RemoteBatch batch = batch("""
                {"id":"batch_1","object":"batch","endpoint":"/v1/embeddings","input_file_id":"file-in",
                "status":"completed",
                "output_file_id":"file-out","error_file_id":"file-err","created_at":1795255200,"expires_at":1795341600,
                "request_counts":{"total":5,"completed":3,"failed":2},"metadata":{"a":"b"},
                "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},
                "output_tokens":3,"total_tokens":12},
                "errors":{"object":"list","data":[{"code":"c","message":"m","param":"p","line":7}]}}""");
        assertThat(batch)
                .isEqualTo(new RemoteBatch(
                        "batch_1",
                        "completed",
                        "file-in",
                        "file-out",
                        "file-err",
                        new RequestCounts(5, 3, 2),
                        TIME,
                        TIME.plusSeconds(86_400),
                        Map.of("a", "b"),
                        batch.errors(),
                        new BatchUsage(9, 4L, 3, null)));
        assertThat(batch.errors()).containsExactly(new BatchError("c", "m", "p", 7L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"b\"}",
                "{\"id\":\"b\",\"status\":null,\"input_file_id\":null,\"output_file_id\":null,\"error_file_id\":null,"
                        + "\"request_counts\":null,\"created_at\":null,\"expires_at\":null,\"metadata\":null,"
                        + "\"errors\":null,\"usage\":null}",
                "{\"id\":\"b\",\"status\":\"\",\"input_file_id\":\"\",\"output_file_id\":\"\",\"error_file_id\":\" \","
                        + "\"request_counts\":{},\"created_at\":0,\"expires_at\":\"\",\"metadata\":{},\"errors\":[],"
                        + "\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"total_tokens\":0}}",
                "{\"id\":\"b\",\"status\":{},\"input_file_id\":[],\"output_file_id\":{},\"error_file_id\":[],"
                        + "\"request_counts\":\"none\",\"created_at\":\"soon\",\"expires_at\":-1,\"metadata\":\"\","
                        + "\"errors\":{\"data\":null},\"usage\":{\"input_tokens\":\"many\",\"output_tokens\":[]}}"
            })
    void takesWhatIsAbsentNullBlankOrOddForUnknown(String json) {
        assertThat(batch(json))
                .isEqualTo(new RemoteBatch(
                        "b", "unknown", null, null, null, RequestCounts.NONE, null, null, Map.of(), List.of(), null));
        assertThat(batch(json).status()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Validating,VALIDATING",
        "IN_PROGRESS,IN_PROGRESS",
        "complete,COMPLETED",
        "BATCH_STATE_SUCCEEDED,COMPLETED",
        "canceled,CANCELLED"
    })
    void knowsOtherSpellingsOfAStatus(String word, BatchStatus status) {
        RemoteBatch batch = batch("{\"id\":\"b\",\"status\":\"" + word + "\"}");
        assertThat(batch.providerStatus()).isEqualTo(word);
        assertThat(batch.status()).contains(status);
    }

    @Test
    void keepsAStatusThatNobodyKnows() {
        RemoteBatch batch = batch("{\"id\":\"b\",\"status\":\"resting\"}");
        assertThat(batch.providerStatus()).isEqualTo("resting");
        assertThat(batch.status()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795255200",
                "1795255200.0",
                "\"1795255200\"",
                "1795255200000",
                "\"2026-11-21T10:00:00Z\"",
                "\"2026-11-21T12:00:00+02:00\"",
                "\"2026-11-21T10:00:00.000000\"",
                "\"2026-11-21 10:00:00Z\""
            })
    void readsTimesOfAllKinds(String time) {
        assertThat(batch("{\"id\":\"b\",\"created_at\":" + time + "}").createdAt())
                .isEqualTo(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"message\":\"m\"}]",
                "{\"data\":[{\"message\":\"m\"}]}",
                "{\"message\":\"m\"}",
                "\"m\"",
                "[\"m\"]"
            })
    void readsErrorsOfAllKinds(String errors) {
        assertThat(batch("{\"id\":\"b\",\"errors\":" + errors + "}").errors())
                .containsExactly(new BatchError(null, "m", null, null));
    }

    @Test
    void readsCountsAndLinesThatAreText() {
        RemoteBatch batch =
                batch("{\"id\":\"b\",\"request_counts\":{\"total\":\"5\",\"completed\":null,\"failed\":1.0},"
                        + "\"errors\":[{\"code\":1,\"line\":\"2\"}]}");
        assertThat(batch.counts()).isEqualTo(new RequestCounts(5, 0, 1));
        assertThat(batch.errors()).containsExactly(new BatchError("1", null, null, 2L));
    }

    @Test
    void keepsMetadataThatIsNoText() {
        RemoteBatch batch = batch("{\"id\":\"b\",\"metadata\":{\"n\":1,\"t\":\"\",\"o\":{\"x\":[]},\"z\":null}}");
        assertThat(batch.metadata()).isEqualTo(Map.of("n", "1", "t", "", "o", "{\"x\":[]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":\"\"}", "[]", "1", "null", "\"batch\""})
    void takesNothingWithoutAnIdForABatchOrAFile(String json) {
        assertThat(Replies.batch(tree(json))).isNull();
        assertThat(Replies.file(tree(json))).isNull();
    }

    @Test
    void readsFiles() {
        assertThat(Replies.file(tree("{\"id\":\"f\",\"bytes\":12,\"created_at\":1795255200,\"filename\":\"n.jsonl\"}")))
                .isEqualTo(new RemoteFile("f", "n.jsonl", 12, TIME));
        assertThat(Replies.file(tree("{\"id\":7}"))).isEqualTo(new RemoteFile("7", null, -1, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"has_more\":true}|b",
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"has_more\":false}|",
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"has_more\":null}|",
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"},null,{}]}|",
                "[{\"id\":\"a\"},{\"id\":\"b\"}]|"
            })
    void readsPagesOfAllKinds(String json, String next) {
        BatchPage page = Replies.batches(tree(json), null);
        assertThat(page.batches()).extracting(RemoteBatch::id).containsExactly("a", "b");
        assertThat(page.next()).isEqualTo(next);
    }

    @Test
    void doesNotWalkInCirclesOverPages() {
        assertThat(Replies.batches(tree("{\"data\":[],\"has_more\":true}"), "x").next())
                .isNull();
        assertThat(Replies.batches(tree("{\"data\":[{\"id\":\"x\"}],\"has_more\":true}"), "x")
                        .next())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":{}}", "1"})
    void takesNothingWithoutAListForAPage(String json) {
        assertThat(Replies.batches(tree(json), null)).isNull();
    }

    private static RemoteBatch batch(String json) {
        return Replies.batch(tree(json));
    }

    private static JsonNode tree(String json) {
        return Replies.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
