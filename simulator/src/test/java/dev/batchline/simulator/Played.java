package dev.batchline.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A simulator in stepped time that plays a script of faults in its file's form, and a client of it. */
final class Played implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulator simulator;
    private final RawClient client;

    /** Two seconds for each of the statuses between creation and end. */
    private static final Phases PHASES = new Phases(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofHours(24));

    private Played(SimulatorConfig config) {
        simulator = Simulator.start(config);
        client = new RawClient(simulator);
    }

    /** Plays the faults of an array's text. */
    static Played faults(String array) {
        return faults(array, 1);
    }

    static Played faults(String array, long seed) {
        return new Played(config().faults(parse(array)).seed(seed).build());
    }

    static Played of(SimulatorConfig.Builder config) {
        return new Played(config.build());
    }

    static SimulatorConfig.Builder config() {
        return SimulatorConfig.builder(SimulatedTime.stepped(START)).phases(PHASES);
    }

    static Faults parse(String array) {
        return FaultFile.parse("a test", ("{\"faults\":[" + array + "]}").getBytes(StandardCharsets.UTF_8));
    }

    Simulator simulator() {
        return simulator;
    }

    RawClient client() {
        return client;
    }

    /** Creates a batch of chat lines and returns its id. */
    String create(int lines) {
        return client.create(client.upload(RequestLines.chat(lines)));
    }

    /** Creates a batch of chat lines and waits for its end. */
    JsonNode run(int lines) {
        String id = create(lines);
        advance(Duration.ofMinutes(1));
        return client.batch(id);
    }

    void advance(Duration duration) {
        simulator.advance(duration);
    }

    String status(String id) {
        return client.batch(id).path("status").asText();
    }

    int code(String id) {
        return client.get("/v1/batches/" + id).statusCode();
    }

    List<JsonNode> output(JsonNode batch) {
        return client.lines(batch.path("output_file_id"));
    }

    List<JsonNode> errors(JsonNode batch) {
        return client.lines(batch.path("error_file_id"));
    }

    static List<String> customIds(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asText()).toList();
    }

    @Override
    public void close() {
        client.close();
        simulator.close();
    }
}
