package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** The parameters that one endpoint knows, with what each may hold. */
final class Parameters {

    private final Map<String, ParameterRule> rules = new HashMap<>();
    private final String required;

    /** Rules for an endpoint that cannot do without {@code required}; {@code model} is known everywhere. */
    Parameters(String required) {
        this.required = required;
        add(ParameterRule.string(), "model", "user", "safety_identifier", "prompt_cache_key", "service_tier");
        add(ParameterRule.flag(), "stream");
    }

    /** Adds parameters that share a rule. */
    Parameters add(ParameterRule rule, String... names) {
        for (String name : names) {
            rules.put(name, rule);
        }
        return this;
    }

    /** Refuses unknown parameters, wrong types, values out of range, a missing required one, and streaming. */
    void check(JsonNode body) {
        JsonNode needed = body.get(required);
        if (needed == null || needed.isNull()) {
            throw new InvalidRequest(
                    "Missing required parameter: '" + required + "'.", required, "missing_required_parameter");
        }
        body.properties().forEach(entry -> {
            ParameterRule rule = rules.get(entry.getKey());
            if (rule == null) {
                throw new InvalidRequest(
                        "Unknown parameter: '" + entry.getKey() + "'.", entry.getKey(), "unknown_parameter");
            }
            rule.check(entry.getKey(), entry.getValue());
        });
        if (body.path("stream").asBoolean()) {
            throw new InvalidRequest("Streaming is not possible in a batch.", "stream", "invalid_value");
        }
    }
}
