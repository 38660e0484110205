package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** {@code /v1/chat/completions}. */
final class ChatCompletions implements EndpointModel {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private final Parameters parameters = new Parameters("messages")
            .add(ParameterRule.array(), "messages", "tools", "functions", "modalities")
            .add(ParameterRule.atLeastOne(), "max_tokens", "max_completion_tokens")
            .add(ParameterRule.integer(1, 128), "n")
            .add(ParameterRule.number(0, 2), "temperature")
            .add(ParameterRule.number(0, 1), "top_p")
            .add(ParameterRule.number(-2, 2), "presence_penalty", "frequency_penalty")
            .add(ParameterRule.integer(-Double.MAX_VALUE, Double.MAX_VALUE), "seed")
            .add(ParameterRule.integer(0, 20), "top_logprobs")
            .add(ParameterRule.flag(), "logprobs", "store", "parallel_tool_calls")
            .add(ParameterRule.object(), "response_format", "metadata", "logit_bias", "stream_options", "prediction")
            .add(ParameterRule.object(), "audio", "web_search_options")
            .add(ParameterRule.string(), "reasoning_effort", "verbosity", "prompt_cache_retention")
            .add(ParameterRule.stringOrArray(), "stop")
            .add(ParameterRule.any(), "tool_choice", "function_call");

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public long promptTokens(JsonNode body) {
        long tokens = 0;
        for (JsonNode message : body.path("messages")) {
            tokens += Text.tokens(Text.ofContent(message.path("content")));
        }
        return tokens;
    }

    @Override
    public Answer answer(Asked asked) {
        JsonNode body = asked.body();
        parameters.check(body);
        checkMessages(body.path("messages"));
        String text =
                ReplyFormat.apply(body.path("response_format"), Writer.reply(textOf(body, false), textOf(body, true)));
        long most = body.path("max_completion_tokens")
                .asLong(body.path("max_tokens").asLong(Long.MAX_VALUE / 8));
        String given = Text.cut(text, most);
        int choices = body.path("n").asInt(1);
        TokenUsage usage = new TokenUsage(promptTokens(body), choices * Text.tokens(given));

        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("id", "chatcmpl-" + asked.id())
                .put("object", "chat.completion")
                .put("created", asked.now().getEpochSecond())
                .put("model", asked.model("sim-chat"));
        ArrayNode list = answer.putArray("choices");
        for (int i = 0; i < choices; i++) {
            ObjectNode choice = list.addObject().put("index", i);
            choice.putObject("message")
                    .put("role", "assistant")
                    .put("content", given)
                    .putNull("refusal")
                    .putArray("annotations");
            choice.putNull("logprobs").put("finish_reason", given.equals(text) ? "stop" : "length");
        }
        answer.set("usage", usage(usage));
        answer.put("service_tier", "default").put("system_fingerprint", FINGERPRINT);
        return new Answer(200, answer, usage);
    }

    /** Usage in the shape of the chat and completion endpoints. */
    static ObjectNode usage(TokenUsage usage) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        node.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    private static void checkMessages(JsonNode messages) {
        if (messages.isEmpty()) {
            throw new InvalidRequest(
                    "Invalid 'messages': empty array. Expected at least one message.", "messages", "empty_array");
        }
        for (int i = 0; i < messages.size(); i++) {
            String name = "messages[" + i + "]";
            JsonNode message = messages.get(i);
            if (!message.isObject()) {
                throw new InvalidRequest("Invalid type for '" + name + "': expected an object.", name, "invalid_type");
            }
            String role = message.path("role").asText();
            if (!ROLES.contains(role)) {
                throw new InvalidRequest(
                        "Invalid value for '" + name + ".role': not one of the known roles.",
                        name + ".role",
                        "invalid_value");
            }
            checkContent(name + ".content", role, message.path("content"));
        }
    }

    private static void checkContent(String name, String role, JsonNode content) {
        boolean mayLack = role.equals("assistant") && (content.isMissingNode() || content.isNull());
        if (!mayLack && !content.isTextual() && !content.isArray()) {
            throw new InvalidRequest(
                    "Invalid value for '" + name + "': expected a string or an array of parts.", name, "invalid_type");
        }
    }

    private static String textOf(JsonNode body, boolean users) {
        StringBuilder all = new StringBuilder();
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            boolean wanted = users ? role.equals("user") : role.equals("system") || role.equals("developer");
            if (wanted) {
                all.append(Text.ofContent(message.path("content"))).append('\n');
            }
        }
        return all.toString();
    }
}
