package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of each kind of bad request, and that its neighbours share a batch as if it had not been there. */
class BadRequestsTest {
    private static final String URL = "\"url\":\"/v1/chat/completions\"";
    private static final String BODY = "\"body\":{\"model\":\"m\",\"messages\":[]}";
    private static final String SENT =
            "{\"custom_id\":\"x\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":";

    @TempDir
    Path directory;

    private BatcherBench bench;

    @BeforeEach
    void start() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(2), 100);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void refusesWhatIsNotJson() {
        refuses("invalid_json", null, "no json at all");
        refuses("invalid_json", null, "{'custom_id':'x'}");
        refuses("invalid_json", null, "{\"custom_id\":\"cut");
        refuses("invalid_json", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"model\":\"m\"");
        refuses("invalid_json", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"model\":\"m\",\"t\":NaN}}");
    }

    @Test
    void refusesAnEmptyValue() {
        refuses("empty_value", null, "");
        refuses("empty_value", null, " \n ");
    }

    @Test
    void refusesWhatIsNoObject() {
        refuses("not_an_object", null, "[" + good("x") + "]");
        refuses("not_an_object", null, "\"text\"");
        refuses("not_an_object", null, "42");
        refuses("not_an_object", null, "null");
    }

    @Test
    void refusesAnythingAfterTheObject() {
        refuses("trailing_data", "x", good("x") + good("y"));
        refuses("trailing_data", "x", good("x") + "\n" + good("y"));
        refuses("trailing_data", "x", good("x") + ",");
        refuses("trailing_data", "x", good("x") + " garbage");
    }

    @Test
    void refusesInvalidUtf8() {
        refuses("invalid_utf8", null, bytes("{\"custom_id\":\"", 0xC3, "\"," + URL + "," + BODY + "}"));
        refuses("invalid_utf8", null, bytes("{\"custom_id\":\"x\"," + URL + "," + BODY + ",\"n\":\"", 0xFF, "\"}"));
        refuses("invalid_utf8", null, bytes(good("x"), 0x80, ""));
    }

    @Test
    void refusesARecordWithoutValue() {
        refuses("empty_value", null, (byte[]) null);
    }

    @Test
    void refusesAMissingCustomId() {
        refuses("missing_custom_id", null, "{" + URL + "," + BODY + "}");
        refuses("missing_custom_id", null, "{\"custom_id\":null," + URL + "," + BODY + "}");
        refuses("missing_custom_id", null, "{\"custom_id\":\"\"," + URL + "," + BODY + "}");
    }

    @Test
    void refusesACustomIdThatIsNoText() {
        refuses("invalid_custom_id", null, "{\"custom_id\":7," + URL + "," + BODY + "}");
        refuses("invalid_custom_id", null, "{\"custom_id\":{\"a\":\"x\"}," + URL + "," + BODY + "}");
        refuses("invalid_custom_id", null, "{\"custom_id\":[\"x\"]," + URL + "," + BODY + "}");
        refuses("invalid_custom_id", null, "{\"custom_id\":true," + URL + "," + BODY + "}");
    }

    @Test
    void refusesACustomIdWithALoneSurrogate() {
        refuses("invalid_custom_id", null, "{\"custom_id\":\"a\\ud83d\"," + URL + "," + BODY + "}");
        refuses("invalid_custom_id", null, "{\"custom_id\":\"\\udc00a\"," + URL + "," + BODY + "}");
    }

    @Test
    void refusesACustomIdThatIsTooLong() {
        refuses("invalid_custom_id", null, good("ü".repeat(513)));
    }

    @Test
    void refusesATopLevelKeyThatStandsTwice() {
        refuses("duplicate_key", "x", "{\"custom_id\":\"x\"," + URL + "," + BODY + "," + URL + "}");
        refuses("duplicate_key", null, "{\"custom_id\":\"x\"," + URL + "," + BODY + ",\"custom_id\":\"y\"}");
        refuses("duplicate_key", "x", "{\"custom_id\":\"x\",\"n\":1," + URL + "," + BODY + ",\"\\u006e\":1}");
    }

    @Test
    void refusesAMissingUrl() {
        refuses("missing_url", "x", "{\"custom_id\":\"x\"," + BODY + "}");
        refuses("missing_url", "x", "{\"custom_id\":\"x\",\"url\":null," + BODY + "}");
        refuses("missing_url", "x", "{\"custom_id\":\"x\",\"url\":[]," + BODY + "}");
    }

    @Test
    void refusesAMissingBody() {
        refuses("missing_body", "x", "{\"custom_id\":\"x\"," + URL + "}");
        refuses("missing_body", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":null}");
    }

    @Test
    void refusesABodyThatIsNoObject() {
        for (String body : List.of("\"text\"", "[]", "7", "true", "\"{\\\"model\\\":\\\"m\\\"}\"")) {
            refuses("invalid_body", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":" + body + "}");
        }
    }

    @Test
    void refusesAModelThatIsMissingOrNoText() {
        for (String body : List.of("{}", "{\"model\":null}", "{\"model\":\"\"}", "{\"model\":5}", "{\"model\":{}}")) {
            refuses("missing_model", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":" + body + "}");
        }
        refuses("invalid_model", "x", "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"model\":\"\\ud800\"}}");
    }

    @Test
    void refusesAnyOtherMethodThanPost() {
        for (String method : List.of("\"GET\"", "\"post\"", "\"\"", "7", "[]")) {
            refuses("invalid_method", "x", "{\"custom_id\":\"x\",\"method\":" + method + "," + URL + "," + BODY + "}");
        }
    }

    @Test
    void refusesAUrlThatIsNotBatchable() {
        for (String url : List.of(
                "/v1/files",
                "/v1/chat/completions/",
                "/V1/chat/completions",
                "https://api.openai.com/v1/chat/completions")) {
            refuses("url_not_batchable", "x", "{\"custom_id\":\"x\",\"url\":\"" + url + "\"," + BODY + "}");
        }
    }

    @Test
    void refusesAStream() {
        refuses(
                "stream_not_supported",
                "x",
                "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"stream\":true,\"model\":\"m\"}}");
    }

    @Test
    void refusesARequestAboveTheLargestSizeWithoutItsValue() {
        String tooLarge = good("x") + " ".repeat(100_001 - good("x").length());
        bench.send(tooLarge);
        TestRecord<byte[], byte[]> letter =
                bench.written.get(Topic.DEAD_LETTERS).get(0);
        assertThat(header(letter, Headers.ERROR_CODE)).isEqualTo("request_too_large");
        assertThat(bench.written.get(Topic.LANES)).isEmpty();
        bench.send(tooLarge.substring(0, 100_000));
        assertThat(bench.written.get(Topic.LANES)).as("one byte less").hasSize(1);
    }

    @Test
    void refusesALineAboveTheProvidersLimit() {
        bench.close();
        bench = new BatcherBench(directory, BatcherBench.ceilings(2), 100, FakeProvider.withLineBytes(1_000));
        refuses(
                "request_too_large",
                "x",
                "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"model\":\"m\",\"p\":\"" + "p".repeat(1_000) + "\"}}");
    }

    @Test
    void refusesAnUnknownAccount() {
        refuses("unknown_account", "x", BatcherBench.utf8(good("x")), Header.of(Headers.ACCOUNT, "nobody"));
    }

    @Test
    void writesRawLineBreaksBetweenTokensAsSpaces() {
        accepts(
                "{\"custom_id\":\"x\",\r\n" + URL + ",\n\"body\":\r{\"model\"\n:\"m\",\r\n\"t\":[1,\n2]}\n}\n",
                SENT + "{\"model\" :\"m\",  \"t\":[1, 2]}}");
    }

    @Test
    void passesOverAByteOrderMark() {
        accepts("\uFEFF" + good("x"), good("x"));
    }

    @Test
    void writesAMissingMethodAsPost() {
        accepts("{\"custom_id\":\"x\"," + URL + "," + BODY + "}", good("x"));
        accepts("{\"custom_id\":\"x\",\"method\":null," + URL + "," + BODY + "}", good("x"));
    }

    @Test
    void doesNotSendFieldsBeyondTheFour() {
        accepts(
                "{\"metadata\":{\"a\":[1]},\"custom_id\":\"x\",\"priority\":9," + BODY + "," + URL + ",\"z\":null}",
                good("x"));
    }

    @Test
    void stripsAConfluentPrefix() {
        accepts("\0\0\0\1\7" + good("x"), good("x"));
    }

    @Test
    void streamFalseIsNoStream() {
        accepts(
                "{\"custom_id\":\"x\"," + URL + ",\"body\":{\"stream\":false,\"model\":\"m\"}}",
                SENT + "{\"stream\":false,\"model\":\"m\"}}");
    }

    @Test
    void takesACustomIdThatIsInTheWindowAlready() {
        bench.sendAll("m", "x", "x");
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.written.get(Topic.DEAD_LETTERS)).isEmpty();
        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::customId)
                .containsExactly("x", "x");
    }

    private void accepts(String value, String line) {
        int batches = bench.provider.creates().size();
        bench.send(value);
        bench.sendAll("m", "neighbour");
        bench.until(() -> bench.provider.creates().size() == batches + 1);
        assertThat(bench.lines(bench.provider.creates().get(batches).fileId()))
                .containsExactly(line, good("neighbour"));
        assertThat(bench.written.get(Topic.DEAD_LETTERS)).isEmpty();
    }

    private void refuses(String code, String customId, String value) {
        refuses(code, customId, BatcherBench.utf8(value));
    }

    private void refuses(String code, String customId, byte[] value, Header... headers) {
        int batches = bench.provider.creates().size();
        int letters = bench.written.get(Topic.DEAD_LETTERS).size();
        bench.sendAll("m", "before");
        bench.sendBytes(value, headers);
        bench.sendAll("m", "after");
        bench.until(() -> bench.provider.creates().size() == batches + 1);

        assertThat(bench.lines(bench.provider.creates().get(batches).fileId()))
                .as("its neighbours")
                .containsExactly(good("before"), good("after"));
        assertThat(bench.written.get(Topic.RESULTS_FAILED)).hasSize(letters + 1);
        assertThat(bench.written.get(Topic.DEAD_LETTERS)).hasSize(letters + 1);
        TestRecord<byte[], byte[]> failed =
                bench.written.get(Topic.RESULTS_FAILED).get(letters);
        TestRecord<byte[], byte[]> letter =
                bench.written.get(Topic.DEAD_LETTERS).get(letters);
        String place = "requests-0-" + header(letter, Headers.SOURCE_OFFSET);
        for (TestRecord<byte[], byte[]> record : List.of(failed, letter)) {
            assertThat(header(record, Headers.ERROR_CODE)).isEqualTo(code);
            assertThat(header(record, Headers.STAGE)).isEqualTo("route");
            assertThat(header(record, Headers.ERROR_RETRYABLE)).isEqualTo("false");
            assertThat(header(record, Headers.ERROR_MESSAGE)).isNotBlank();
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(customId == null ? place : customId);
        }
        assertThat(letter.value()).as("the bytes that were sent").isEqualTo(value);
        assertThat(new String(failed.value(), StandardCharsets.UTF_8))
                .contains(customId == null ? "\"custom_id\":null" : "\"custom_id\":\"" + customId + "\"")
                .contains("\"code\":\"" + code + "\"");
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String good(String customId) {
        return BatcherBench.request(customId, "m");
    }

    private static byte[] bytes(String before, int odd, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(BatcherBench.utf8(before));
        bytes.write(odd);
        bytes.writeBytes(BatcherBench.utf8(after));
        return bytes.toByteArray();
    }
}
