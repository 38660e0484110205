package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.WindowId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Thousands of spoilt requests: each is refused or routed and nothing else, and what is routed becomes one line of JSON
 * with exactly the four fields, whatever is in it.
 */
class MutatedRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SEEDS = List.of(
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
            "{\"custom_id\":\"ü😀\\u2028\\\"\",\"url\":\"/v1/responses\",\"body\":{\"model\":\"m|%\",\"input\":[1,[2],"
                    + "{\"x\":null}],\"n\":123456789012345678901234567890,\"f\":-1.5e-300}}",
            "\uFEFF {\n\"body\" :\r\n{\"model\":\"m\",\n\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":"
                    + "\"a\\nb\\u0000\u2028\"}]}\n,\"url\":\"/v1/embeddings\",\"x\":{\"a\":[true]},"
                    + "\"custom_id\":\"\\ud83d\\ude00\"}\n",
            "\0\0\0\0\7{\"url\":\"/v1/embeddings\",\"custom_id\":\"c\","
                    + "\"body\":{\"input\":[\"a\",\"b\"],\"model\":\"m\"}}");
    private static final List<String> SPLINTERS = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            "\r",
            "\0",
            "null",
            "true",
            "\\ud800",
            "\\u0000",
            "\uFEFF",
            "\"custom_id\":\"z\",",
            "\"body\":{},",
            "\"url\":\"/v1/responses\",",
            "\"stream\":true,",
            "1e999",
            " ",
            "\t");

    private final FakeProvider provider = new FakeProvider(new SettableClocks());
    private final RoutePolicy policy =
            new RoutePolicy(new Accounts(List.of(new Account("a", "p", 1, provider))), 10_000, "24h");
    private final WindowId window =
            WindowId.of(DeploymentId.of("c", "t"), 0, new LaneKey("p", "/v1/responses", "m", "24h"), 7);

    @Test
    void eachIsRefusedOrBecomesOneLineWithTheFourFields() throws IOException {
        int routed = 0;
        int refused = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            byte[] value = mutated(new Random(seed));
            switch (route(seed, value)) {
                case RoutePolicy.Route.ToLane to -> {
                    routed++;
                    check(seed, value, to);
                }
                case RoutePolicy.Route.Refused no -> {
                    refused++;
                    assertThat(no.reason().message()).as("seed %d", seed).isNotBlank();
                }
            }
        }
        assertThat(routed).as("the test tries both").isGreaterThan(2_000);
        assertThat(refused).isGreaterThan(2_000);
    }

    private RoutePolicy.Route route(long seed, byte[] value) {
        try {
            return policy.route(value, List.of());
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + new String(value, StandardCharsets.UTF_8), e);
        }
    }

    private void check(long seed, byte[] value, RoutePolicy.Route.ToLane to) throws IOException {
        String said = "seed " + seed + ": " + new String(value, StandardCharsets.UTF_8);
        assertThat(LaneKey.parse(to.lane().text())).as(said).isEqualTo(to.lane());
        RequestEvent event = (RequestEvent) RequestEvent.parse(value);
        LaneRecord record = new LaneRecord(7, event, List.of(), 1);
        for (int from : new int[] {0, Integer.MAX_VALUE}) {
            LineMaker maker = LineMaker.fromStart(window, 64, from, 4_000);
            SpoolEntry entry = maker.make(provider.lines(), 0, record, event);
            byte[] line = entry.line();
            assertThat(line).as(said).doesNotContain('\n', '\r').hasSizeLessThan(20_000);
            assertThat(strictUtf8(line)).as(said).isNotEmpty();
            JsonNode node = JSON.readTree(line);
            assertThat(node.properties().stream().map(Map.Entry::getKey))
                    .as(said)
                    .containsExactly("custom_id", "method", "url", "body");
            assertThat(topLevelKeys(line)).as(said).hasSize(4);
            assertThat(node.get("custom_id").textValue())
                    .as(said)
                    .isEqualTo(entry.item().idOnWire());
            assertThat(node.get("method").textValue()).isEqualTo("POST");
            assertThat(node.get("url").textValue()).isEqualTo(to.lane().endpoint());
            assertThat(node.get("body").get("model").textValue())
                    .as(said)
                    .isEqualTo(to.lane().model());
            assertThat(node.get("body").path("stream").asBoolean(false))
                    .as(said)
                    .isFalse();
        }
    }

    private static List<String> topLevelKeys(byte[] line) throws IOException {
        List<String> keys = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            assertThat(parser.nextToken()).isNull();
        }
        return keys;
    }

    private static String strictUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] mutated(Random random) {
        byte[] value = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0 && value.length > 1; i--) {
            value = mutate(random, value);
        }
        return value;
    }

    private static byte[] mutate(Random random, byte[] value) {
        int at = random.nextInt(value.length);
        return switch (random.nextInt(6)) {
            case 0 -> {
                byte[] flipped = value.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 1 -> Arrays.copyOf(value, at);
            case 2 -> splice(value, at, Math.min(value.length, at + 1 + random.nextInt(8)), new byte[0]);
            case 3 -> {
                int from = random.nextInt(value.length);
                byte[] piece = Arrays.copyOfRange(value, from, Math.min(value.length, from + 1 + random.nextInt(40)));
                yield splice(value, at, at, piece);
            }
            default -> {
                String splinter = SPLINTERS.get(random.nextInt(SPLINTERS.size()));
                yield splice(value, at, at, splinter.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static byte[] splice(byte[] value, int from, int to, byte[] piece) {
        byte[] result = new byte[value.length - (to - from) + piece.length];
        System.arraycopy(value, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(value, to, result, from + piece.length, value.length - to);
        return result;
    }
}
