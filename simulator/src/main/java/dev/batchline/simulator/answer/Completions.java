package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/completions}. */
final class Completions implements EndpointModel {

    private static final long DEFAULT_MAX_TOKENS = 16;

    private final Parameters parameters = new Parameters("prompt")
            .add(ParameterRule.stringOrArray(), "prompt", "stop")
            .add(ParameterRule.integer(0, Double.MAX_VALUE), "max_tokens")
            .add(ParameterRule.integer(1, 128), "n", "best_of")
            .add(ParameterRule.integer(0, 5), "logprobs")
            .add(ParameterRule.number(0, 2), "temperature")
            .add(ParameterRule.number(0, 1), "top_p")
            .add(ParameterRule.number(-2, 2), "presence_penalty", "frequency_penalty")
            .add(ParameterRule.integer(-Double.MAX_VALUE, Double.MAX_VALUE), "seed")
            .add(ParameterRule.flag(), "echo")
            .add(ParameterRule.string(), "suffix")
            .add(ParameterRule.object(), "logit_bias", "stream_options");

    @Override
    public String path() {
        return "/v1/completions";
    }

    @Override
    public long promptTokens(JsonNode body) {
        return prompts(body).stream().mapToLong(Text::tokens).sum();
    }

    @Override
    public Answer answer(Asked asked) {
        JsonNode body = asked.body();
        parameters.check(body);
        long most = body.path("max_tokens").asLong(DEFAULT_MAX_TOKENS);
        int copies = body.path("n").asInt(1);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("id", "cmpl-" + asked.id())
                .put("object", "text_completion")
                .put("created", asked.now().getEpochSecond())
                .put("model", asked.model("sim-completion"));
        ArrayNode choices = answer.putArray("choices");
        long output = 0;
        for (String prompt : prompts(body)) {
            String text = Writer.reply("", prompt);
            String given = Text.cut(text, most);
            for (int i = 0; i < copies; i++) {
                output += Text.tokens(given);
                choices.addObject()
                        .put("text", given)
                        .put("index", choices.size() - 1)
                        .putNull("logprobs")
                        .put("finish_reason", given.equals(text) ? "stop" : "length");
            }
        }
        TokenUsage usage = new TokenUsage(promptTokens(body), output);
        answer.set("usage", ChatCompletions.usage(usage));
        answer.put("system_fingerprint", FINGERPRINT);
        return new Answer(200, answer, usage);
    }

    private static List<String> prompts(JsonNode body) {
        JsonNode prompt = body.path("prompt");
        if (!prompt.isArray() || prompt.path(0).isNumber()) {
            return List.of(prompt.isTextual() ? prompt.textValue() : prompt.toString());
        }
        List<String> all = new ArrayList<>();
        prompt.forEach(each -> all.add(each.isTextual() ? each.textValue() : each.toString()));
        return all;
    }
}
