package dev.batchline.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.guarantees.Mark;
import dev.batchline.guarantees.Observation.BatchSeen;
import dev.batchline.guarantees.Observation.Executed;
import dev.batchline.guarantees.Observation.InputFile;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.DeploymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a simulated provider in another process says that it did. */
final class ProviderLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final URI provider;
    private final HttpClient http = HttpClient.newHttpClient();
    private int read;

    /**
     * A log.
     *
     * @param provider the provider's base URL
     */
    ProviderLog(URI provider) {
        this.provider = provider;
    }

    /** Shows every execution since this was asked before. */
    void executions(Consumer<Executed> consumer) {
        lines("/_simulator/log/executions" + (read == 0 ? "" : "?after=" + read), line -> {
            read++;
            consumer.accept(new Executed(
                    Mark.parse(line.path("custom_id_digest").asText()),
                    Mark.parse(line.path("body_digest").asText()),
                    line.path("batch").asText(),
                    line.path("billed").asBoolean()));
        });
    }

    /** Shows every batch as it truly stands. */
    void batches(Consumer<BatchSeen> consumer) {
        lines(
                "/_simulator/log/batches",
                line -> consumer.accept(new BatchSeen(
                        line.path("id").asText(),
                        marks(line.path("metadata")),
                        new InputFile(
                                line.path("input_file_id").asText(),
                                line.path("input_lines").asLong(),
                                line.path("input_bytes").asLong()),
                        line.path("status").asText().startsWith("cancel"),
                        BatchStatus.find(line.path("status").asText())
                                .filter(BatchStatus::terminal)
                                .isPresent())));
    }

    @Override
    public void close() {
        http.close();
    }

    private static @Nullable BatchMarks marks(JsonNode metadata) {
        Map<String, String> pairs = new HashMap<>();
        metadata.properties()
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().asText()));
        String deployment = pairs.getOrDefault(BatchMarks.DEPLOYMENT, "");
        return deployment.isEmpty()
                ? null
                : BatchMarks.read(pairs, DeploymentId.parse(deployment)).orElse(null);
    }

    private void lines(String path, Consumer<JsonNode> consumer) {
        HttpRequest request =
                HttpRequest.newBuilder(provider.resolve(path)).timeout(PATIENCE).build();
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                consumer.accept(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the provider's log at " + provider + " cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
