package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a codec does with a value that another program, or nobody, wrote. */
class UnreadableValueTest {
    private final RandomRecords random = new RandomRecords(7);

    @Test
    void passesOverUnknownFieldsAtEveryDepth() {
        samples().forEach((codec, value) -> {
            JsonNode tree = tree(codec, value);
            for (JsonNode object : objects(tree)) {
                ((ObjectNode) object).putObject("from_the_future").put("a", 1);
            }
            assertThat(codec.decode(bytes(tree))).isEqualTo(value);
        });
    }

    @Test
    void saysThatNewerProgramIsNeededForNewerFormat() {
        samples().forEach((codec, value) -> {
            ObjectNode tree = (ObjectNode) tree(codec, value);
            if (!tree.has("v")) {
                return;
            }
            tree.put("v", 2);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> codec.decode(bytes(tree)))
                    .withMessageContaining("has format 2, this program reads up to 1")
                    .withMessageContaining("newer Batchline");
        });
    }

    @Test
    void saysThatNewerProgramIsNeededWhateverTheRestLooksLike() {
        for (String json : List.of("{\"v\":2}", "{\"life\":[{}],\"v\":99999999999999,\"x\":1}")) {
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> JsonCodec.LEASE.decode(json.getBytes(StandardCharsets.UTF_8)))
                    .withMessageContaining("newer Batchline");
        }
    }

    @Test
    void refusesValueWithoutFieldThatMayNotBeNull() {
        samples().forEach((codec, value) -> {
            JsonNode schema = SchemaFiles.tree(kind(value));
            tree(codec, value).fieldNames().forEachRemaining(name -> {
                if (SchemaTypes.nullable(schema.path("properties").path(name))) {
                    return;
                }
                ObjectNode without = (ObjectNode) tree(codec, value);
                without.remove(name);
                isUnreadable(codec, bytes(without));
                isUnreadable(codec, bytes(without.putNull(name)));
            });
        });
    }

    @Test
    void refusesGarbage() {
        for (String garbage :
                List.of("", " ", "null", "[]", "{}", "7", "\"v\"", "{\"v\":1}", "{\"v\":null}", "{\"v\":")) {
            samples().keySet().forEach(codec -> isUnreadable(codec, garbage.getBytes(StandardCharsets.UTF_8)));
        }
        isUnreadable(
                JsonCodec.LEASE, "{\"v\":1,\"life\":\"a\",\"written_at\":\"soon\"}".getBytes(StandardCharsets.UTF_8));
        isUnreadable(
                JsonCodec.LEASE,
                "{\"v\":1,\"life\":\"a\",\"written_at\":\"2026-01-01T00:00:00Z\"} x".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> ManifestCodec.decode(new byte[] {1, 2, 3}));
    }

    @Test
    void refusesNumbersThatNobodyCanHold() {
        for (String number : List.of("1e345678901234567890123", "1e999999999", "9".repeat(2_000))) {
            for (String field : List.of("v", "attempt", "cost", "occurred_at")) {
                ObjectNode tree = (ObjectNode) tree(objects(JsonCodec.LEDGER), random.ledgerEvent());
                tree.put(field, "#");
                String json = tree.toString().replace("\"#\"", number);
                try {
                    JsonCodec.LEDGER.decode(json.getBytes(StandardCharsets.UTF_8));
                } catch (UnreadableRecordException expected) {
                    assertThat(expected).hasMessageContaining("LedgerEvent");
                }
            }
        }
    }

    @Test
    void throwsNothingElseForSpoiltBytes() {
        long seed = 20_261_121;
        Random spoiler = new Random(seed);
        samples().forEach((codec, value) -> {
            for (int round = 0; round < 300; round++) {
                byte[] json = spoilt(codec.encode(value), spoiler);
                try {
                    codec.decode(json);
                } catch (UnreadableRecordException expected) {
                    assertThat(expected).hasMessageNotContaining("\n\tat");
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + new String(json, StandardCharsets.UTF_8), e);
                }
            }
        });
    }

    private Map<JsonCodec<Object>, Object> samples() {
        Map<JsonCodec<Object>, Object> samples = new LinkedHashMap<>();
        put(samples, JsonCodec.WINDOW, random.window(random.windowStates().get(2)));
        put(samples, JsonCodec.LEASE, Lease.of("a", random.instant()));
        put(samples, JsonCodec.STATUS, random.statusEvent(BatchStatus.FAILED));
        put(samples, JsonCodec.JOIN, JoinEvent.of(random.windowId(), new JoinState.Done(1, 2, 3), random.instant()));
        put(samples, JsonCodec.COMMAND, Command.of(Command.Action.FLUSH, random.instant()));
        put(samples, JsonCodec.LEDGER, random.ledgerEvent());
        put(samples, JsonCodec.LANE_STATUS, random.laneStatus());
        put(samples, JsonCodec.REPLAY, new ReplayMark(1, "b", random.instant()));
        return samples;
    }

    @SuppressWarnings("unchecked")
    private static <T> void put(Map<JsonCodec<Object>, Object> samples, JsonCodec<T> codec, T value) {
        samples.put((JsonCodec<Object>) codec, value);
    }

    @SuppressWarnings("unchecked")
    private static JsonCodec<Object> objects(JsonCodec<?> codec) {
        return (JsonCodec<Object>) codec;
    }

    private static Schemas.Kind kind(Object value) {
        return SchemaTypes.KINDS.get(value.getClass());
    }

    private static void isUnreadable(JsonCodec<?> codec, byte[] json) {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .as(new String(json, StandardCharsets.UTF_8))
                .isThrownBy(() -> codec.decode(json));
    }

    private static JsonNode tree(JsonCodec<Object> codec, Object value) {
        return SchemaFiles.tree(new String(codec.encode(value), StandardCharsets.UTF_8));
    }

    private static List<JsonNode> objects(JsonNode tree) {
        List<JsonNode> objects = new ArrayList<>();
        if (tree.isObject()) {
            objects.add(tree);
        }
        tree.forEach(child -> objects.addAll(objects(child)));
        return objects;
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spoilt(byte[] json, Random spoiler) {
        byte[] spoilt = spoiler.nextInt(4) == 0 ? Arrays.copyOf(json, spoiler.nextInt(json.length)) : json;
        for (int flips = spoiler.nextInt(3); flips >= 0 && spoilt.length > 0; flips--) {
            spoilt[spoiler.nextInt(spoilt.length)] = (byte) spoiler.nextInt(256);
        }
        return spoilt;
    }
}
