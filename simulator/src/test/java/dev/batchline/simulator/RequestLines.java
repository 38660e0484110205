package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Input files for tests. */
final class RequestLines {

    static final String CHAT = "/v1/chat/completions";

    private RequestLines() {}

    /** Chat lines with custom_ids {@code item-0}, {@code item-1}, … */
    static byte[] chat(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> line("item-" + i, CHAT, chatBody("gpt-4.1-mini", "Tell me about number " + i + ".")))
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode chatBody(String model, String text) {
        ObjectNode body = Json.object().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    static String line(String customId, String url, ObjectNode body) {
        ObjectNode line =
                Json.object().put("custom_id", customId).put("method", "POST").put("url", url);
        line.set("body", body);
        return line.toString();
    }
}
