package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The endpoints that can be asked. */
public final class Answers {

    private static final Map<String, EndpointModel> ENDPOINTS = Stream.of(
                    new ChatCompletions(), new Responses(), new Completions(), new Embeddings(), new Moderations())
            .collect(Collectors.toUnmodifiableMap(EndpointModel::path, Function.identity()));

    private Answers() {}

    /** Paths of the endpoints that can be asked. */
    public static Set<String> endpoints() {
        return ENDPOINTS.keySet();
    }

    /** The answer to one request; 400 for a body that the endpoint refuses, 404 for an unknown endpoint. */
    public static Answer answer(String endpoint, Asked asked) {
        EndpointModel model = ENDPOINTS.get(endpoint);
        if (model == null) {
            return Answer.error(404, "Invalid URL (POST " + endpoint + ")", null, null);
        }
        try {
            return model.answer(asked);
        } catch (InvalidRequest e) {
            return e.answer();
        }
    }

    /** Prompt tokens of a request, by the same estimate as in the answer's usage. */
    public static long promptTokens(String endpoint, JsonNode body) {
        EndpointModel model = ENDPOINTS.get(endpoint);
        return model == null ? 0 : model.promptTokens(body);
    }
}
