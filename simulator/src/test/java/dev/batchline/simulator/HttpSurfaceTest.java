package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire looks like the real provider's, down to headers and error envelopes. */
class HttpSurfaceTest {

    private static final String FORM = "multipart/form-data; boundary=xyz";

    private Simulator simulator;
    private RawClient client;

    @BeforeEach
    void start() {
        simulator =
                Simulator.start(SimulatorConfig.builder(SimulatedTime.stepped(Instant.parse("2026-11-21T00:00:00Z")))
                        .phases(Phases.immediate())
                        .limits(new Limits(10, 2_000, 4_000, Map.of(), Set.of()))
                        .apiKey("test")
                        .build());
        client = new RawClient(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void acceptsAChunkedFormInAnyOrderWithDottedExpiry() {
        HttpResponse<byte[]> reply = form(part("expires_after.seconds", "\r\nContent-Type: text/plain", "7200")
                + part("file\"; filename=\"a.jsonl", "\r\nContent-Type: application/octet-stream", "{}\r\n--xy\n")
                + part("unknown", "", "ignored")
                + part("expires_after.anchor", "", "created_at")
                + part("purpose", "\r\nContent-Type: text/plain; charset=utf-8", "batch"));
        JsonNode file = RawClient.json(reply);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(file.path("id").asText()).matches("file-[0-9A-Za-z]{22}");
        assertThat(file.path("filename").asText()).isEqualTo("a.jsonl");
        assertThat(file.path("bytes").asInt()).isEqualTo(9);
        assertThat(file.path("expires_at").asLong())
                .isEqualTo(file.path("created_at").asLong() + 7200);
        HttpResponse<byte[]> content = client.get("/v1/files/" + file.path("id").asText() + "/content");
        assertThat(content.body()).isEqualTo("{}\r\n--xy\n".getBytes(StandardCharsets.UTF_8));
        assertThat(content.headers().firstValue("content-type")).hasValue("application/octet-stream");
        assertThat(content.headers().firstValue("content-length")).hasValue("9");
        assertThat(content.headers().firstValue("content-disposition")).hasValue("attachment; filename=\"a.jsonl\"");
    }

    @Test
    void refusesAFilenameWithAnotherExtension() {
        HttpResponse<byte[]> reply = form(part("purpose", "", "batch") + part("file\"; filename=\"a.csv", "", "x"));
        assertError(reply, 400, "Invalid file format for Batch API. Must be .jsonl");
        assertThat(RawClient.json(reply).path("error").path("param").isNull()).isTrue();
        assertThat(form(part("purpose", "", "assistants") + part("file\"; filename=\"a.csv", "", "x"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(form(part("purpose", "", "batch") + part("file", "", "x")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"3000,400", "5000,413"})
    void refusesFilesThatAreTooLarge(int bytes, int status) {
        assertThat(form(part("file", "", "x".repeat(bytes)) + part("purpose", "", "batch"))
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void refusesIncompleteForms() {
        assertError(form(part("file", "", "x")), 400, "Missing required parameter: 'purpose'.");
        assertError(form(part("purpose", "", "batch")), 400, "Missing required parameter: 'file'.");
        assertThat(form(part("file", "", "x") + part("purpose", "", "party")).statusCode())
                .isEqualTo(400);
        assertThat(form(part("file", "", "x")
                                + part("purpose", "", "batch")
                                + part("expires_after[anchor]", "", "created_at")
                                + part("expires_after[seconds]", "", "60"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.post("/v1/files", "{}").statusCode()).isEqualTo(400);
        assertThat(RawClient.json(client.get("/v1/files")).path("data")).isEmpty();
    }

    @Test
    void asksForTheKey() {
        HttpResponse<byte[]> none = client.call("GET", "/v1/files", BodyPublishers.noBody(), request -> {});
        assertThat(none.statusCode()).isEqualTo(401);
        HttpResponse<byte[]> wrong = client.call(
                "GET", "/v1/files", BodyPublishers.noBody(), request -> request.header("Authorization", "Bearer no"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(RawClient.json(wrong).path("error").path("code").asText()).isEqualTo("invalid_api_key");
    }

    @Test
    void packsRepliesForThoseWhoAcceptThat() throws IOException {
        HttpResponse<byte[]> packed = client.call(
                "GET",
                "/v1/batches",
                BodyPublishers.noBody(),
                request -> RawClient.authorised(request).header("Accept-Encoding", "gzip"));
        assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(plain).isEqualTo(client.get("/v1/batches").body());
    }

    @Test
    void sendsTheProvidersHeaders() {
        HttpResponse<byte[]> reply = client.get("/v1/files");
        assertThat(reply.headers().firstValue("x-request-id").orElse("")).matches("req_[0-9a-f]{32}");
        assertThat(reply.headers().firstValue("openai-version")).hasValue("2020-10-01");
        assertThat(reply.headers().firstValue("openai-processing-ms").orElse(""))
                .matches("\\d+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/batches?limit=0",
                "/v1/batches?limit=101",
                "/v1/batches?limit=x",
                "/v1/batches?after=batch_none",
                "/v1/files?limit=10001",
                "/v1/files?order=up",
                "/v1/files?after=file-none"
            })
    void refusesListsOutOfBounds(String path) {
        assertThat(client.get(path).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nothing", "/", "/v1/files/file-x", "/v1/files/file-x/content", "/v1/batches/batch_x"})
    void answersNotFoundInTheEnvelope(String path) {
        HttpResponse<byte[]> reply = client.get(path);
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(RawClient.json(reply).path("error").path("type").asText()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "",
                "{'endpoint':'/v1/embeddings','completion_window':'24h'}",
                "{'input_file_id':7,'endpoint':'/v1/embeddings','completion_window':'24h'}",
                "{'input_file_id':'FILE','endpoint':'/v1/nothing','completion_window':'24h'}",
                "{'input_file_id':'FILE','endpoint':'/v1/videos','completion_window':'24h'}",
                "{'input_file_id':'FILE','endpoint':'/v1/embeddings','completion_window':'1h'}",
                "{'input_file_id':'FILE','endpoint':'/v1/embeddings','completion_window':'24h','metadata':{'a':1}}",
                "{'input_file_id':'FILE','endpoint':'/v1/embeddings','completion_window':'24h',"
                        + "'output_expires_after':{'anchor':'created_at','seconds':1}}"
            })
    void refusesMalformedBatches(String body) {
        String file = client.upload(RequestLines.chat(1));
        HttpResponse<byte[]> reply =
                client.post("/v1/batches", body.replace('\'', '"').replace("FILE", file));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(RawClient.json(client.get("/v1/batches")).path("data")).isEmpty();
    }

    @Test
    void listsPastAFileThatIsDeletedMeanwhile() {
        List<String> ids = List.of(client.upload(RequestLines.chat(1)), client.upload(RequestLines.chat(1)));
        client.call("DELETE", "/v1/files/" + ids.getFirst(), BodyPublishers.noBody(), RawClient::authorised);
        JsonNode page = RawClient.json(client.get("/v1/files?order=asc&after=" + ids.getFirst()));
        assertThat(page.path("first_id").asText()).isEqualTo(ids.getLast());
        assertThat(page.path("has_more").asBoolean()).isFalse();
    }

    @Test
    void keepsMetadataAndOutputLife() {
        String file = client.upload(RequestLines.chat(1));
        JsonNode batch = RawClient.json(client.post("/v1/batches", """
                {"input_file_id":"%s","endpoint":"/v1/chat/completions","completion_window":"24h",
                 "metadata":{"batcher_key":"k-1"},"output_expires_after":{"anchor":"created_at","seconds":3600}}
                """.formatted(file)));
        assertThat(batch.path("metadata").path("batcher_key").asText()).isEqualTo("k-1");
        simulator.advance(Duration.ofMinutes(1));
        String output =
                client.batch(batch.path("id").asText()).path("output_file_id").asText();
        JsonNode outputFile = RawClient.json(client.get("/v1/files/" + output));
        assertThat(outputFile.path("purpose").asText()).isEqualTo("batch_output");
        assertThat(outputFile.path("expires_at").asLong()
                        - outputFile.path("created_at").asLong())
                .isEqualTo(3600);
    }

    private void assertError(HttpResponse<byte[]> reply, int status, String message) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(RawClient.json(reply).path("error").path("message").asText()).isEqualTo(message);
    }

    private HttpResponse<byte[]> form(String parts) {
        byte[] body = (parts + "--xyz--\r\n").getBytes(StandardCharsets.UTF_8);
        return client.call(
                "POST",
                "/v1/files",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                request -> RawClient.authorised(request).header("Content-Type", FORM));
    }

    private static String part(String name, String headers, String content) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"" + headers + "\r\n\r\n" + content
                + "\r\n";
    }
}
