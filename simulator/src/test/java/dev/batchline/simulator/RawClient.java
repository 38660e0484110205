package dev.batchline.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Plain HTTP calls to a simulator, and the few that every test makes. */
final class RawClient implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;

    RawClient(Simulator simulator) {
        this.root = simulator.baseUrl().resolve("/");
    }

    @Override
    public void close() {
        http.close();
    }

    HttpResponse<byte[]> call(String method, String path, BodyPublisher body, Consumer<HttpRequest.Builder> more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).method(method, body);
        more.accept(request);
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<byte[]> get(String path) {
        return call("GET", path, BodyPublishers.noBody(), RawClient::authorised);
    }

    HttpResponse<byte[]> post(String path, String json) {
        return call(
                "POST",
                path,
                BodyPublishers.ofString(json),
                request -> authorised(request).header("Content-Type", "application/json"));
    }

    JsonNode batch(String id) {
        return json(get("/v1/batches/" + id));
    }

    /** Uploads an input file in one form and returns its id. */
    String upload(byte[] content) {
        byte[] head = ("--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                        + "Content-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> reply = call(
                "POST",
                "/v1/files",
                BodyPublishers.ofByteArrays(List.of(head, content, tail)),
                request -> authorised(request).header("Content-Type", "multipart/form-data; boundary=b"));
        return json(reply).path("id").textValue();
    }

    /** Creates a chat batch over a file and returns its id. */
    String create(String fileId) {
        return create(fileId, RequestLines.CHAT);
    }

    String create(String fileId, String endpoint) {
        return json(tryCreate(fileId, endpoint)).path("id").textValue();
    }

    HttpResponse<byte[]> tryCreate(String fileId, String endpoint) {
        return post(
                "/v1/batches",
                Json.object()
                        .put("input_file_id", fileId)
                        .put("endpoint", endpoint)
                        .put("completion_window", "24h")
                        .toString());
    }

    /** The lines of a file; none for a null id. */
    List<JsonNode> lines(JsonNode fileId) {
        return fileId.isTextual() ? jsonLines("/v1/files/" + fileId.textValue() + "/content") : List.of();
    }

    /** The JSON lines at a path. */
    List<JsonNode> jsonLines(String path) {
        return new String(get(path).body(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    static HttpRequest.Builder authorised(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer test");
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return parse(response.body());
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
