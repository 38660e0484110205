package dev.batchline.cli.estimate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * The tokens of one prompt, as they add up. Around each message there are tokens of the chat format: three, and one
 * more beside a name, as OpenAI's cookbook counts them. Tools and schemas count as their JSON text, which is a little
 * more than what the model is shown.
 */
final class PromptText {
    private static final int AROUND_MESSAGE = 3;
    private static final int AROUND_NAME = 1;
    private static final int BEFORE_ANSWER = 3;
    private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text", "refusal", "summary_text");

    /** Tools whose definition is all that they add to a prompt. */
    private static final Set<String> OWN_TOOLS = Set.of("function", "custom");

    private final TokenCounter counter;
    private final Encoding encoding;
    private long tokens;
    private boolean unseen;

    PromptText(TokenCounter counter, Encoding encoding) {
        this.counter = counter;
        this.encoding = encoding;
    }

    long tokens() {
        return tokens;
    }

    /** Whether there are parts whose tokens cannot be told from the text. */
    boolean unseen() {
        return unseen;
    }

    /** A message of a chat. */
    void message(JsonNode message) {
        tokens += AROUND_MESSAGE;
        text(message.path("role"));
        content(message.path("content"));
        JsonNode name = message.path("name");
        if (name.isTextual()) {
            tokens += AROUND_NAME;
            text(name);
        }
        json(message.path("tool_calls"));
        json(message.path("function_call"));
        text(message.path("refusal"));
    }

    /** What the model begins its answer with. */
    void answerBegins() {
        tokens += BEFORE_ANSWER;
    }

    /** Instructions before everything else. */
    void instructions(JsonNode instructions) {
        if (instructions.isTextual()) {
            said("system", instructions);
        }
    }

    /** The input of a response: a text, or items. */
    void items(JsonNode input) {
        if (input.isTextual()) {
            said("user", input);
            return;
        }
        input.forEach(this::item);
    }

    /** A text, token numbers, or several of either; answers how many there are. */
    long texts(JsonNode input) {
        if (!input.isArray()) {
            content(input);
            return 1;
        }
        long numbers = 0;
        long count = 0;
        for (JsonNode one : input) {
            if (one.isNumber()) {
                numbers++;
            } else {
                count++;
                part(one);
            }
        }
        tokens += numbers;
        return numbers > 0 ? count + 1 : Math.max(1, count);
    }

    /** A definition that the model is shown. */
    void json(JsonNode definition) {
        if (!definition.isMissingNode() && !definition.isNull()) {
            tokens += counter.count(encoding, definition.toString());
        }
    }

    /** A tool of a response; one that the provider runs brings tokens that nobody knows before. */
    void tool(JsonNode tool) {
        json(tool);
        unseen |= !OWN_TOOLS.contains(tool.path("type").asText());
    }

    /** Something that the provider keeps and puts before the prompt. */
    void elsewhere(JsonNode reference) {
        unseen |= !reference.isMissingNode() && !reference.isNull();
    }

    private void item(JsonNode item) {
        tokens += AROUND_MESSAGE;
        text(item.path("role"));
        content(item.path("content"));
        text(item.path("name"));
        text(item.path("arguments"));
        text(item.path("input"));
        content(item.path("output"));
        content(item.path("summary"));
        unseen |= item.path("type").asText().equals("item_reference") || item.has("encrypted_content");
    }

    private void said(String role, JsonNode text) {
        tokens += AROUND_MESSAGE + counter.count(encoding, role);
        text(text);
    }

    /** A text, or parts. */
    private void content(JsonNode content) {
        if (content.isArray()) {
            content.forEach(this::part);
        } else {
            text(content);
        }
    }

    private void part(JsonNode part) {
        if (part.isArray()) {
            tokens += part.size();
        } else if (part.isObject() && !TEXTS.contains(part.path("type").asText("text"))) {
            unseen = true;
        } else if (part.isObject()) {
            text(part.path("text"));
            text(part.path("refusal"));
        } else {
            text(part);
        }
    }

    private void text(JsonNode text) {
        if (text.isTextual()) {
            tokens += counter.count(encoding, text.textValue());
        }
    }
}
