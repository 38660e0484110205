package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code /v1/moderations}: a category is flagged when a word of its short list occurs. */
final class Moderations implements EndpointModel {

    private static final Map<String, List<String>> CATEGORIES = new TreeMap<>(Map.ofEntries(
            Map.entry("harassment", List.of("harass", "bully")),
            Map.entry("harassment/threatening", List.of("threaten")),
            Map.entry("hate", List.of("hate speech")),
            Map.entry("hate/threatening", List.of()),
            Map.entry("illicit", List.of("launder money")),
            Map.entry("illicit/violent", List.of("build a bomb")),
            Map.entry("self-harm", List.of("self-harm")),
            Map.entry("self-harm/instructions", List.of()),
            Map.entry("self-harm/intent", List.of("hurt myself")),
            Map.entry("sexual", List.of("pornograph")),
            Map.entry("sexual/minors", List.of()),
            Map.entry("violence", List.of("kill", "murder", "massacre")),
            Map.entry("violence/graphic", List.of("dismember"))));
    private static final double LOW = 0.0001;
    private static final double HIGH = 0.9;

    private final Parameters parameters = new Parameters("input").add(ParameterRule.stringOrArray(), "input");

    @Override
    public String path() {
        return "/v1/moderations";
    }

    @Override
    public long promptTokens(JsonNode body) {
        return inputs(body.path("input")).stream().mapToLong(Text::tokens).sum();
    }

    @Override
    public Answer answer(Asked asked) {
        JsonNode body = asked.body();
        parameters.check(body);
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("id", "modr-" + asked.id())
                .put("model", asked.model("sim-moderation"))
                .put("system_fingerprint", FINGERPRINT);
        ArrayNode results = answer.putArray("results");
        for (String input : inputs(body.path("input"))) {
            judge(results.addObject(), input.toLowerCase(Locale.ROOT));
        }
        return new Answer(200, answer, new TokenUsage(promptTokens(body), 0));
    }

    private static void judge(ObjectNode result, String text) {
        ObjectNode categories = result.putObject("categories");
        ObjectNode scores = result.putObject("category_scores");
        ObjectNode types = result.putObject("category_applied_input_types");
        boolean flagged = false;
        for (Map.Entry<String, List<String>> category : CATEGORIES.entrySet()) {
            boolean hit = category.getValue().stream().anyMatch(text::contains);
            categories.put(category.getKey(), hit);
            scores.put(category.getKey(), hit ? HIGH : LOW);
            types.putArray(category.getKey()).add("text");
            flagged |= hit;
        }
        result.put("flagged", flagged);
    }

    private static List<String> inputs(JsonNode input) {
        if (!input.isArray()) {
            return List.of(input.asText(""));
        }
        List<String> all = new ArrayList<>();
        input.forEach(each ->
                all.add(each.isTextual() ? each.textValue() : each.path("text").asText("")));
        return all;
    }
}
