package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What becomes of foreign text before it stands in an error. */
class CleanTextTest {
    @Test
    void hidesTheSecretWhereverItStands() {
        assertThat(new CleanText("sk-1").of("key sk-1 (sk-1)")).isEqualTo("key (hidden) ((hidden))");
    }

    @Test
    void hidesASecretThatTheCutWouldHalve() {
        String secret = "sk-0123456789";
        assertThat(new CleanText(secret).of("x".repeat(2044) + secret)).doesNotContain("sk-");
    }

    @Test
    void leavesTextAloneWithoutASecret() {
        assertThat(new CleanText("").of("plain")).isEqualTo("plain");
    }

    @Test
    void foldsLineBreaksAndControls() {
        assertThat(new CleanText("s").of("  a\r\n\tb\u0000\u0007 c ")).isEqualTo("a b c");
    }

    @Test
    void cutsBetweenCharactersAtTwoKilobytes() {
        String cut = CleanText.cut("a" + "\uD83D\uDE00".repeat(600));
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(2045);
        assertThat(cut).endsWith("\uD83D\uDE00");
        assertThat(CleanText.cut("é".repeat(1024))).hasSize(1024);
        assertThat(CleanText.cut("é".repeat(1025))).hasSize(1024);
    }
}
