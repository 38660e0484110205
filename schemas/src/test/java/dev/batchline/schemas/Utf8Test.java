package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes are UTF-8, and which texts have a UTF-8 form. */
class Utf8Test {
    @Test
    void agreesWithTheDecoderOfTheJdkOnRandomBytes() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        int valid = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = "aé漢😀".getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] back = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            boolean expected = Arrays.equals(back, bytes);
            assertThat(Utf8.valid(bytes, 0, bytes.length))
                    .as("seed %s, round %s", seed, round)
                    .isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void looksAtTheRangeOnly() {
        byte[] bytes = "é".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.valid(bytes, 0, 2)).isTrue();
        assertThat(Utf8.valid(bytes, 0, 1)).isFalse();
        assertThat(Utf8.valid(bytes, 1, 2)).isFalse();
        assertThat(Utf8.valid(bytes, 1, 1)).isTrue();
    }

    @Test
    void seesFaultBehindManyCharacters() {
        byte[] bytes = "漢".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.valid(bytes, 0, bytes.length)).isTrue();
        assertThat(Utf8.valid(bytes, 0, bytes.length - 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uD83Db", "\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void findsHalfOfSurrogatePair(String text) {
        assertThat(Utf8.hasLoneSurrogate(text)).isTrue();
        assertThat(Utf8.hasLoneSurrogate(Utf8.mended(text))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a, a", "😀, 😀", "\uD83D\uD83D\uDE00, \uFFFD😀", "\uDE00x\uD83D, \uFFFDx\uFFFD"})
    void mendsOnlyTheHalves(String text, String expected) {
        assertThat(Utf8.mended(text)).isEqualTo(expected);
    }
}
