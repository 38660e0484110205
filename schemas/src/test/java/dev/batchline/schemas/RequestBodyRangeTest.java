package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes that are taken for the body are the body's, and nothing spoilt makes the parser throw. */
class RequestBodyRangeTest {
    private static final ObjectMapper TREE = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> BODIES = List.of(
            "{\"model\":\"m\"}",
            "{ \"model\" : \"m\" }",
            "{\n\t\"model\":\"m\",\r\n\"x\":[ ]\n}",
            "{\"model\":\"m\",\"content\":\"漢字 😀 é \\u00e9 \\\" } ] { \\\\\"}",
            "{\"a\":{\"b\":[{\"c\":{}},[[]],{}]},\"model\":\"m\",\"n\":[1e5,-0.0,12345678901234567890123,null,true]}",
            "{\"model\":\"m\",\"body\":{\"custom_id\":\"}\"}}");
    private static final List<String> BEFORE = List.of("", " ", "\n\n", "\uFEFF", "\uFEFF\r\n", "\0\0\0\0\u0007");
    private static final List<String> AFTER = List.of("", "\n", " \r\n\t");

    @Test
    void findsBodyWhateverStandsAroundIt() {
        for (String body : BODIES) {
            for (String before : BEFORE) {
                for (String after : AFTER) {
                    holds(before + "{\"custom_id\":\"漢😀\",\"url\":\"/v1/x\",\"body\":" + body + "}" + after, body);
                    holds(before + "{ \"body\" :\n " + body + " , \"custom_id\":\"é\",\"url\":\"/x\" }" + after, body);
                }
            }
        }
    }

    @Test
    void findsBodyOfEightMegabytes() {
        String text = "漢字 and ascii \\n 😀 ".repeat(8 * 1024 * 1024 / 25);
        String body = "{\"model\":\"m\",\"content\":\"" + text + "\",\"last\":[1]}";
        assertThat(body.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(8_000_000);
        holds("\uFEFF{\"custom_id\":\"a\",\"url\":\"/v1/x\",\"body\":" + body + "}\n", body);
    }

    @Test
    void agreesWithTreeParserOnSpoiltValues() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            String body = BODIES.get(random.nextInt(BODIES.size()));
            String good = "{\"custom_id\":\"aé\",\"method\":\"POST\",\"url\":\"/v1/x\",\"body\":" + body + "}";
            byte[] value = spoilt(good.getBytes(StandardCharsets.UTF_8), random);
            ParsedRequest parsed = RequestEvent.parse(value);
            assertThat(parsed instanceof RequestEvent)
                    .as("seed %s, round %s: %s", seed, round, new String(value, StandardCharsets.UTF_8))
                    .isEqualTo(acceptable(value));
            accepted += parsed instanceof RequestEvent ? 1 : 0;
        }
        assertThat(accepted).isBetween(6_000, 54_000);
    }

    private static void holds(String value, String body) {
        assertThat(RequestEvent.parse(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(RequestEvent.class, event -> {
                    byte[] range = Arrays.copyOfRange(event.json(), event.bodyStart(), event.bodyEnd());
                    assertThat(new String(range, StandardCharsets.UTF_8).equals(body))
                            .as(value.substring(0, 40))
                            .isTrue();
                    assertThat(event.json()).startsWith('{').endsWith('}');
                });
    }

    private static byte[] spoilt(byte[] value, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(value, random.nextInt(value.length));
            case 1 -> inserted(value, random.nextInt(value.length + 1), new byte[] {(byte) random.nextInt(256)});
            case 2 -> inserted(value, random.nextInt(value.length + 1), token(random));
            case 3 -> {
                int from = random.nextInt(value.length);
                int to = Math.min(value.length, from + 1 + random.nextInt(4));
                yield inserted(Arrays.copyOf(value, from), from, Arrays.copyOfRange(value, to, value.length));
            }
            default -> {
                for (int flips = random.nextInt(3); flips >= 0; flips--) {
                    value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield value;
            }
        };
    }

    private static byte[] token(Random random) {
        List<String> tokens =
                List.of("{", "}", "[", "]", ",", ":", "\"", " ", "\n", "\\", "null", "{}", "\"a\":1,", "é");
        return tokens.get(random.nextInt(tokens.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] inserted(byte[] value, int at, byte[] more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(value, 0, at);
        bytes.writeBytes(more);
        bytes.write(value, at, value.length - at);
        return bytes.toByteArray();
    }

    /** The rules once more, on a tree. */
    private static boolean acceptable(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value)) {
            return false;
        }
        JsonNode tree;
        try {
            tree = TREE.readTree(text);
        } catch (IOException e) {
            return false;
        }
        JsonNode body = tree.path("body");
        return named(tree.path("custom_id"))
                && named(tree.path("url"))
                && isPost(tree.path("method"))
                && body.isObject()
                && named(body.path("model"))
                && !body.path("stream").asBoolean();
    }

    private static boolean isPost(JsonNode method) {
        return method.isMissingNode()
                || method.isNull()
                || method.isTextual() && method.asText().equals("POST");
    }

    private static boolean named(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty();
    }
}
