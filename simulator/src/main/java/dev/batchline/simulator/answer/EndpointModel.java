package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;

/** One endpoint with its request rules and the way it computes an answer. */
interface EndpointModel {

    /** Marks every computed answer, whatever the endpoint. */
    String FINGERPRINT = "fp_simulated";

    /** Path as it stands in a request line. */
    String path();

    /** Prompt tokens of a body, which need not be valid. */
    long promptTokens(JsonNode body);

    /** The answer to a body, or {@link InvalidRequest}. */
    Answer answer(Asked asked);
}
