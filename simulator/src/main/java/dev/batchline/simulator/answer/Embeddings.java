package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** {@code /v1/embeddings}: unit vectors from hashed words, so that texts with common words lie near each other. */
final class Embeddings implements EndpointModel {

    private static final int LARGE = 3072;
    private static final int SMALL = 1536;
    private static final int COMPONENTS_PER_WORD = 16;
    private static final Pattern WORD_BREAK = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Parameters parameters = new Parameters("input")
            .add(ParameterRule.stringOrArray(), "input")
            .add(ParameterRule.atLeastOne(), "dimensions")
            .add(ParameterRule.string(), "encoding_format");

    @Override
    public String path() {
        return "/v1/embeddings";
    }

    @Override
    public long promptTokens(JsonNode body) {
        return inputs(body.path("input")).stream().mapToLong(Embeddings::tokens).sum();
    }

    @Override
    public Answer answer(Asked asked) {
        JsonNode body = asked.body();
        parameters.check(body);
        String model = asked.model("sim-embedding");
        int size = dimensions(body, model);
        boolean base64 = body.path("encoding_format").asText().equals("base64");
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (JsonNode input : inputs(body.path("input"))) {
            checkInput(input);
            float[] vector = vector(input.isTextual() ? input.textValue() : input.toString(), size);
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                item.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = item.putArray("embedding");
                for (float component : vector) {
                    numbers.add(component);
                }
            }
        }
        TokenUsage usage = new TokenUsage(promptTokens(body), 0);
        answer.put("model", model).put("system_fingerprint", FINGERPRINT);
        answer.putObject("usage").put("prompt_tokens", usage.input()).put("total_tokens", usage.total());
        return new Answer(200, answer, usage);
    }

    private static int dimensions(JsonNode body, String model) {
        int most = model.endsWith("-large") ? LARGE : SMALL;
        int asked = body.path("dimensions").asInt(most);
        if (asked > most) {
            throw new InvalidRequest(
                    "Invalid value for 'dimensions': this model has " + most + " at most.",
                    "dimensions",
                    "invalid_value");
        }
        return asked;
    }

    private static List<JsonNode> inputs(JsonNode input) {
        if (!input.isArray() || input.path(0).isNumber()) {
            return List.of(input);
        }
        List<JsonNode> all = new ArrayList<>();
        input.forEach(all::add);
        return all;
    }

    private static void checkInput(JsonNode input) {
        boolean text = input.isTextual() && !input.textValue().isEmpty();
        boolean tokens = input.isArray() && !input.isEmpty() && input.path(0).isIntegralNumber();
        if (!text && !tokens) {
            throw new InvalidRequest("'input' must hold non-empty strings or token arrays.", "input", null);
        }
    }

    private static long tokens(JsonNode input) {
        return input.isArray() ? input.size() : Text.tokens(input.asText(""));
    }

    private static float[] vector(String text, int size) {
        float[] vector = new float[size];
        for (String word : WORD_BREAK.split(text.toLowerCase(Locale.ROOT), -1)) {
            SplittableRandom draws = new SplittableRandom(word.hashCode());
            for (int i = 0; i < COMPONENTS_PER_WORD; i++) {
                vector[draws.nextInt(size)] += draws.nextBoolean() ? 1 : -1;
            }
        }
        double length = 0;
        for (float component : vector) {
            length += component * component;
        }
        if (length == 0) {
            vector[Math.floorMod(text.hashCode(), size)] = 1;
            return vector;
        }
        float scale = (float) (1 / Math.sqrt(length));
        for (int i = 0; i < size; i++) {
            vector[i] *= scale;
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
