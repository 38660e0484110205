package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.openai.OpenAi;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestChunker;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.WindowId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * The bytes that a window becomes. A window that an earlier release began is made again by a later one, byte for byte,
 * or its digest no longer agrees: what changes these bytes must not reach windows that are on their way.
 */
class GoldenLinesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden-window.txt");
    private static final LaneKey LANE = new LaneKey("pool", "/v1/chat/completions", "modèle|%", "24h");
    private static final WindowId WINDOW = WindowId.of(DeploymentId.of("cluster", "topic"), 3, LANE, 1_042);
    private static final int REJOINED_AT = 9;

    private static final String U = "\"url\":\"/v1/chat/completions\"";
    private static final List<String> VALUES = List.of(
            "{\"custom_id\":\"plain\",\"method\":\"POST\"," + U + ",\"body\":{\"model\":\"m\"}}",
            "{\"custom_id\":\"ünï-😀-\u2028\"," + U
                    + ",\"body\":{\"model\":\"m\",\"t\":\"日本語 😀 \u2028\u2029\u007f\"}}",
            "{\"custom_id\":\"esc\\\"\\\\\\/\\b\\t\\u0001\\u00e9\\ud83d\\ude00\"," + U
                    + ",\"body\":{\"m\\u006fdel\":\"m\",\"t\":\"\\u00e9\\/\\ud83d\\n\"}}",
            "{\"custom_id\":\"numbers\"," + U + ",\"body\":{\"model\":\"m\",\"i\":123456789012345678901234567890,"
                    + "\"f\":1.0E+2,\"z\":-0.0,\"e\":1e-400}}",
            "\r\n{ \"custom_id\" : \"breaks\" ,\n" + U
                    + ",\r\"body\": {\r\n\t\"model\" : \"m\",\n\"a\":[1,\n\n2]\r}\n}\n",
            "\uFEFF{\"custom_id\":\"bom\"," + U + ",\"body\":{\"model\":\"m\"}}",
            "\0\0\0\1\2{\"custom_id\":\"confluent\"," + U + ",\"body\":{\"model\":\"m\"}}",
            "{\"custom_id\":\"plain\",\"extra\":{\"custom_id\":1}," + U + ",\"body\":{\"model\":\"m\"}}",
            "{\"custom_id\":\"" + "l".repeat(65) + "\"," + U + ",\"body\":{\"model\":\"m\",\"model\":\"m\"}}",
            "{\"custom_id\":\"after-a-restart\"," + U + ",\"body\":{\"model\":\"m\"}}");

    @Test
    void aWindowIsTheSameBytesInEveryRelease() throws IOException {
        LineMaker lines = LineMaker.fromStart(WINDOW, 64, REJOINED_AT, 3_210);
        LineDigest digest = new LineDigest();
        List<ManifestItem> items = new ArrayList<>();
        StringBuilder said = new StringBuilder("window " + WINDOW + "\nlane " + LANE + "\n");
        for (int seq = 0; seq < VALUES.size(); seq++) {
            byte[] value = VALUES.get(seq).getBytes(StandardCharsets.UTF_8);
            LaneRecord record = LaneRecord.read(1_042 + 3L * seq, value, headers(seq));
            SpoolEntry entry = lines.make(OpenAi.LINES, seq, record, (RequestEvent) record.request());
            digest.add(entry.line());
            items.add(entry.item());
            said.append("line ")
                    .append(new String(entry.line(), StandardCharsets.UTF_8))
                    .append('\n');
            said.append("tokens ").append(entry.item().tokens()).append(", manifest bytes ");
            said.append(entry.manifestBytes()).append('\n');
            said.append("digest ").append(digest.text()).append('\n');
        }
        for (ManifestChunk chunk : ManifestChunker.split(WINDOW, items)) {
            byte[] json = new JsonCodec<>(ManifestChunk.class, ManifestChunk.FORMAT).encode(chunk);
            said.append(ManifestChunk.key(WINDOW, chunk.chunk())).append(' ');
            said.append(new String(json, StandardCharsets.UTF_8)).append('\n');
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, said);
        }
        assertThat(said.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    private static RecordHeaders headers(int seq) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "00-1-2-03".getBytes(StandardCharsets.UTF_8));
        headers.add(seq % 2 == 0 ? "empty" : "bytes", seq % 2 == 0 ? null : new byte[] {0, -1, 127, (byte) seq});
        headers.add("traceparent", new byte[0]);
        for (Header header : List.of(
                Header.of(Headers.ATTEMPT, Integer.toString(1 + seq % 3)),
                Header.of(Headers.SOURCE_TOPIC, "in"),
                Header.of(Headers.SOURCE_OFFSET, Integer.toString(seq)))) {
            headers.add(header.key(), header.value());
        }
        return headers;
    }
}
