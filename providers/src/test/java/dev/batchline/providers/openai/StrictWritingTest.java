package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire is what OpenAI's own document asks for. */
class StrictWritingTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern PART =
            Pattern.compile("Content-Disposition: form-data; name=\"([^\"]*)\"(?:; filename=\"([^\"]*)\")?");

    private final MockWebServer server = new MockWebServer();
    private BatchProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = Accounts.at(server.url("/v1/").uri());
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    @Test
    void asksForABatchAsTheDocumentSays() throws IOException, InterruptedException {
        Map<String, String> metadata = Map.of("batchline-window", "w1", "batchline-deployment", "d", "odd", "é\"\n");
        answer("{\"id\":\"batch_1\"}");
        provider.create(new CreateBatch("file-1", "/v1/embeddings", "24h", metadata));
        RecordedRequest request = server.takeRequest();
        JsonNode body = MAPPER.readTree(request.getBody().toByteArray());
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/batches HTTP/1.1");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(schema("CreateBatchRequest").validate(body)).isEmpty();
        assertThat(names(body)).isSubsetOf(names(document("CreateBatchRequest").path("properties")));
        assertThat(body.path("metadata")).isEqualTo(MAPPER.<JsonNode>valueToTree(metadata));
        assertThat(names(body.path("metadata"))).isSorted();
    }

    @Test
    void leavesOutMetadataThatIsEmpty() throws IOException, InterruptedException {
        answer("{\"id\":\"batch_1\"}");
        provider.create(new CreateBatch("file-1", "/v1/embeddings", "24h", Map.of()));
        JsonNode body = MAPPER.readTree(server.takeRequest().getBody().toByteArray());
        assertThat(body.has("metadata")).isFalse();
        assertThat(schema("CreateBatchRequest").validate(body)).isEmpty();
    }

    @Test
    void wouldNoticeABodyThatTheDocumentForbids() throws IOException {
        JsonNode body =
                MAPPER.readTree("{\"input_file_id\":\"f\",\"endpoint\":\"/v1/x\",\"completion_window\":\"24h\"}");
        assertThat(schema("CreateBatchRequest").validate(body)).hasSize(1);
    }

    @Test
    void uploadsAFileAsTheDocumentSays() throws IOException, InterruptedException {
        answer("{\"id\":\"file-1\"}");
        provider.upload("w1.jsonl", Accounts.content("{}\n"));
        RecordedRequest request = server.takeRequest();
        String body = request.getBody().utf8();
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/files HTTP/1.1");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("multipart/form-data; boundary=");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo(String.valueOf(request.getBodySize()));
        assertThat(body).containsOnlyOnce("\r\n\r\n{}\n\r\n");
        ObjectNode form = MAPPER.createObjectNode();
        form.put(
                "purpose",
                body.split("name=\"purpose\"", 2)[1].split("\r\n\r\n", 2)[1].split("\r\n", 2)[0]);
        form.put("file", "bytes");
        assertThat(partNames(body)).containsExactlyElementsOf(names(form));
        assertThat(schema("CreateFileRequest").validate(form)).isEmpty();
        assertThat(form.path("purpose").asText()).isEqualTo("batch");
    }

    @Test
    void uploadsUnderANameThatEndsInJsonl() throws InterruptedException {
        assertThat(uploadedName("w1.jsonl")).isEqualTo("w1.jsonl");
        assertThat(uploadedName("w1")).isEqualTo("w1.jsonl");
    }

    @Test
    void saysWhoItIs() throws InterruptedException {
        answer("{}");
        provider.retrieve("batch_1");
        Headers headers = server.takeRequest().getHeaders();
        assertThat(headers.values("Authorization")).containsExactly("Bearer " + Accounts.KEY);
        assertThat(headers.get("OpenAI-Organization")).isEqualTo("org-1");
        assertThat(headers.get("OpenAI-Project")).isEqualTo("proj-1");
        assertThat(headers.get("User-Agent")).isEqualTo("batchline");
    }

    @Test
    void cancelsWithAnEmptyBody() throws InterruptedException {
        answer("{\"id\":\"batch_1\"}");
        provider.cancel("batch_1");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/batches/batch_1/cancel HTTP/1.1");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo("0");
    }

    @Test
    void escapesWhateverStandsInAnId() throws InterruptedException {
        answer("{\"id\":\"x\"}");
        provider.retrieve("arn:aws:b/é?#%2F../x y");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/batches/arn:aws:b%2F%C3%A9%3F%23%252F..%2Fx%20y");
    }

    @Test
    void asksNobodyForAnIdThatWouldNameAnotherPlace() {
        for (String id : List.of("", ".", "..")) {
            assertThat(provider.retrieve(id)).isInstanceOf(Outcome.NotFound.class);
            assertThat(provider.cancel(id)).isInstanceOf(Outcome.NotFound.class);
            assertThat(provider.delete(id)).isInstanceOf(Outcome.Success.class);
        }
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void asksForPagesWithinTheProvidersBounds() throws InterruptedException {
        answer("{\"data\":[]}");
        answer("{\"data\":[]}");
        provider.list(null, 1000);
        provider.list("a&b=c", 0);
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/batches?limit=100");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/batches?limit=1&after=a%26b%3Dc");
    }

    @Test
    void asksForInputFilesOnly() throws InterruptedException {
        answer("{\"data\":[]}");
        answer("{\"data\":[]}");
        provider.files(null, 100_000);
        provider.files("file-1", 0);
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1/files?purpose=batch&order=desc&limit=10000");
        assertThat(server.takeRequest().getTarget())
                .isEqualTo("/v1/files?purpose=batch&order=desc&limit=1&after=file-1");
    }

    @Test
    void keepsTheBasesPathAndQuery() throws InterruptedException {
        URI base = server.url("/openai?api-version=2026-01-01").uri();
        try (BatchProvider azure = Accounts.at(base)) {
            answer("{\"id\":\"b\"}");
            azure.retrieve("b");
            assertThat(server.takeRequest().getTarget()).isEqualTo("/openai/batches/b?api-version=2026-01-01");
        }
    }

    private String uploadedName(String name) throws InterruptedException {
        answer("{\"id\":\"file-1\"}");
        provider.upload(name, Accounts.content(""));
        Matcher part = PART.matcher(server.takeRequest().getBody().utf8());
        while (part.find()) {
            if (part.group(1).equals("file")) {
                return part.group(2);
            }
        }
        throw new AssertionError("no part named file");
    }

    private static List<String> partNames(String body) {
        List<String> names = new ArrayList<>();
        Matcher part = PART.matcher(body);
        while (part.find()) {
            names.add(part.group(1));
        }
        return names;
    }

    private void answer(String body) {
        server.enqueue(new MockResponse.Builder().body(body).build());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode document(String type) throws IOException {
        try (InputStream in = StrictWritingTest.class.getResourceAsStream("/openai-files-batches.openapi.json")) {
            return MAPPER.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .path("components")
                    .path("schemas")
                    .path(type);
        }
    }

    private static Schema schema(String type) throws IOException {
        try (InputStream in = StrictWritingTest.class.getResourceAsStream("/openai-files-batches.openapi.json")) {
            ObjectNode schema = MAPPER.createObjectNode();
            schema.put("$ref", "#/components/schemas/" + type);
            schema.set("components", MAPPER.readTree(in).path("components"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema);
        }
    }
}
