package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /v1/responses}. */
final class Responses implements EndpointModel {

    private final Parameters parameters = new Parameters("input")
            .add(ParameterRule.stringOrArray(), "input")
            .add(ParameterRule.string(), "instructions", "previous_response_id", "truncation")
            .add(ParameterRule.string(), "prompt_cache_retention")
            .add(ParameterRule.integer(16, Double.MAX_VALUE), "max_output_tokens")
            .add(ParameterRule.atLeastOne(), "max_tool_calls")
            .add(ParameterRule.number(0, 2), "temperature")
            .add(ParameterRule.number(0, 1), "top_p")
            .add(ParameterRule.integer(0, 20), "top_logprobs")
            .add(ParameterRule.flag(), "store", "parallel_tool_calls", "background")
            .add(ParameterRule.array(), "tools", "include", "context_management")
            .add(ParameterRule.object(), "text", "reasoning", "metadata", "prompt", "stream_options")
            .add(ParameterRule.any(), "tool_choice", "conversation");

    @Override
    public String path() {
        return "/v1/responses";
    }

    @Override
    public long promptTokens(JsonNode body) {
        return Text.tokens(body.path("instructions").asText("")) + Text.tokens(inputText(body, true, true));
    }

    @Override
    public Answer answer(Asked asked) {
        JsonNode body = asked.body();
        parameters.check(body);
        if (body.path("input").isArray() && body.path("input").isEmpty()) {
            throw new InvalidRequest("Invalid 'input': empty array.", "input", "empty_array");
        }
        String system = body.path("instructions").asText("") + "\n" + inputText(body, true, false);
        String text =
                ReplyFormat.apply(body.path("text").path("format"), Writer.reply(system, inputText(body, false, true)));
        String given = Text.cut(text, body.path("max_output_tokens").asLong(Long.MAX_VALUE / 8));
        TokenUsage usage = new TokenUsage(promptTokens(body), Text.tokens(given));
        return new Answer(200, write(asked, given, given.equals(text), usage), usage);
    }

    private static ObjectNode write(Asked asked, String text, boolean whole, TokenUsage usage) {
        JsonNode body = asked.body();
        String status = whole ? "completed" : "incomplete";
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("id", "resp_" + asked.id())
                .put("object", "response")
                .put("created_at", asked.now().getEpochSecond())
                .put("status", status)
                .putNull("error");
        if (whole) {
            answer.putNull("incomplete_details");
        } else {
            answer.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        answer.put("model", asked.model("sim-response"));
        ObjectNode message = answer.putArray("output").addObject();
        message.put("id", "msg_" + asked.id())
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        message.putArray("content")
                .addObject()
                .put("type", "output_text")
                .put("text", text)
                .putArray("annotations");
        for (String echoed : new String[] {"instructions", "max_output_tokens", "temperature", "top_p", "metadata"}) {
            answer.set(echoed, body.hasNonNull(echoed) ? body.get(echoed) : JsonNodeFactory.instance.nullNode());
        }
        answer.put("parallel_tool_calls", true).put("tool_choice", "auto").putArray("tools");
        ObjectNode used = answer.putObject("usage").put("input_tokens", usage.input());
        used.putObject("input_tokens_details").put("cached_tokens", 0);
        used.put("output_tokens", usage.output());
        used.putObject("output_tokens_details").put("reasoning_tokens", 0);
        used.put("total_tokens", usage.total());
        return answer.put("service_tier", "default").put("system_fingerprint", FINGERPRINT);
    }

    private static String inputText(JsonNode body, boolean systems, boolean users) {
        JsonNode input = body.path("input");
        if (input.isTextual()) {
            return users ? input.textValue() : "";
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode item : input) {
            String role = item.path("role").asText();
            boolean system = role.equals("system") || role.equals("developer");
            if (system ? systems : users) {
                all.append(Text.ofContent(item.path("content"))).append('\n');
            }
        }
        return all.toString();
    }
}
