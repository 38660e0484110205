package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A simulated provider in a process of its own, behind a gate. */
final class SimulatedProvider implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("Simulated provider at (\\S+)");

    private final ChildProcess process;
    private final String url;
    private final Gate gate;

    /**
     * Starts one.
     *
     * @param flags further flags of its command
     */
    SimulatedProvider(Path directory, List<String> flags) {
        List<String> arguments = new ArrayList<>(List.of("simulator", "--port", "0"));
        arguments.addAll(flags);
        this.process = ChildProcess.start(directory, "provider", List.of(), arguments);
        this.url = process.await(URL);
        this.gate = new Gate(URI.create(url));
    }

    Gate gate() {
        return gate;
    }

    /** Its own base URL, past the gate. */
    String url() {
        return url;
    }

    /** What it says that it executed. */
    JsonNode executionLog() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve("/_simulator/log"))
                    .build();
            return Passage.json(
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fails if a request was executed twice, whatever it was called; no two bodies may be alike. */
    void assertNothingExecutedTwice() {
        JsonNode log = executionLog();
        assertThat(log.path("lines_executed").asInt()).isPositive();
        assertThat(log.path("bodies_executed_more_than_once").asInt(-1))
                .as("%s", log)
                .isZero();
    }

    @Override
    public void close() {
        gate.close();
        process.close();
    }
}
