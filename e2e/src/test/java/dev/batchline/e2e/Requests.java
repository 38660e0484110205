package dev.batchline.e2e;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Requests of one model, and so of one lane; no two of them have the same custom_id or the same body.
 *
 * @param model the model, which begins every custom_id
 * @param from the number of the first one
 * @param count how many
 */
record Requests(String model, int from, int count) {
    /** The endpoint that they all ask. */
    static final String ENDPOINT = "/v1/chat/completions";

    static Requests of(String model, int count) {
        return new Requests(model, 0, count);
    }

    /** As many after these. */
    Requests next(int more) {
        return new Requests(model, from + count, more);
    }

    /** All from the first number on, these and those before them. */
    Requests all() {
        return new Requests(model, 0, from + count);
    }

    Stream<String> customIds() {
        return IntStream.range(from, from + count).mapToObj(number -> model + "-" + number);
    }

    Stream<byte[]> lines() {
        return customIds()
                .map(id -> ("{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + ENDPOINT
                                + "\",\"body\":{\"model\":\"" + model
                                + "\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Say " + id
                                + "\"}]}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a window holds requests of this lane. */
    boolean fill(String windowId) {
        return !windowId.isEmpty() && WindowId.parse(windowId).lane().equals(laneHash());
    }

    /** The lane that they are routed to. */
    LaneKey lane() {
        return new LaneKey("openai", ENDPOINT, model, "24h");
    }

    private String laneHash() {
        return WindowId.of(new DeploymentId("aaaaaaaa"), 0, lane(), 0).lane();
    }
}
