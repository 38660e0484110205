package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A result line carries the provider's bytes as they are and is JSON on one line. */
class ResultLineTest {
    @Test
    void passesBodyThroughByteForByte() {
        String body = "{\"n\": 12345678901234567890123, \"x\":1.50e+02,\"t\":\"\\u00e9\\/é漢😀\\ud83d\" }";
        ResultLine line = answered("a-1", body);
        assertThat(text(line))
                .isEqualTo("{\"id\":\"l-1\",\"custom_id\":\"a-1\",\"response\":{\"status_code\":200,"
                        + "\"request_id\":\"r-1\",\"body\":" + body + "},\"error\":null}");
        isValid(line);
    }

    @Test
    void passesBodyOfManyMegabytesThrough() {
        String body = "{\"t\":\"" + "0123456789é".repeat(1_000_000) + "\"}";
        assertThat(text(answered("a", body)).contains(body)).isTrue();
    }

    @Test
    void writesNullForWhatIsNotThere() {
        ResultLine line = new ResultLine(null, null, null, new ResultLine.Failure("invalid_json", "No."));
        assertThat(text(line))
                .isEqualTo("{\"id\":null,\"custom_id\":null,\"response\":null,"
                        + "\"error\":{\"code\":\"invalid_json\",\"message\":\"No.\"}}");
        isValid(line);
        isValid(new ResultLine(null, "a", new ResultLine.Response(500, null, null), null));
    }

    @Test
    void staysJsonOnOneLineWhateverTheTexts() {
        long seed = 20_261_121;
        RandomRecords texts = new RandomRecords(seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String customId = texts.text() + (random.nextBoolean() ? "\uD83D" : "");
            String message = (random.nextBoolean() ? "\uDE00" : "") + texts.text();
            ResultLine line = new ResultLine(
                    texts.orNull(texts::text),
                    customId,
                    new ResultLine.Response(random.nextInt(100, 600), texts.orNull(texts::text), bytes("[null]")),
                    new ResultLine.Failure(texts.text(), message));
            assertThat(text(line)).as("seed %s", seed).doesNotContain("\n");
            isValid(line);
            assertThat(SchemaFiles.tree(text(line)).path("custom_id").asText()).isEqualTo(Utf8.mended(customId));
        }
    }

    @Test
    void comparesResponsesByContent() {
        assertThat(answered("a", "{}")).isEqualTo(answered("a", "{}")).hasSameHashCodeAs(answered("a", "{}"));
        assertThat(answered("a", "{}")).isNotEqualTo(answered("a", "{ }"));
    }

    private static void isValid(ResultLine line) {
        assertThat(SchemaFiles.errors(Schemas.Kind.RESULT_LINE, line.encode())).isEmpty();
    }

    private static ResultLine answered(String customId, String body) {
        return new ResultLine("l-1", customId, new ResultLine.Response(200, "r-1", bytes(body)), null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ResultLine line) {
        return new String(line.encode(), StandardCharsets.UTF_8);
    }
}
