package dev.batchline.cli.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which vocabulary a model's tokens are counted with. */
class EncodingTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, o200k_base",
        "gpt-4o-mini-2024-07-18, o200k_base",
        "chatgpt-4o-latest, o200k_base",
        "gpt-4.1-nano, o200k_base",
        "gpt-4.5-preview, o200k_base",
        "gpt-5, o200k_base",
        "gpt-5.4-pro, o200k_base",
        "gpt-oss-120b, o200k_base",
        "o1, o200k_base",
        "o3-mini, o200k_base",
        "o4-mini-2025-04-16, o200k_base",
        "codex-mini-latest, o200k_base",
        "ft:gpt-4o-mini-2024-07-18:acme::8f2, o200k_base",
        "gpt-4, cl100k_base",
        "gpt-4-turbo, cl100k_base",
        "gpt-3.5-turbo, cl100k_base",
        "gpt-35-turbo, cl100k_base",
        "ft:gpt-3.5-turbo-0125:acme::8f2, cl100k_base",
        "text-embedding-3-small, cl100k_base",
        "text-embedding-ada-002, cl100k_base"
    })
    void isKnownForModelsOfOpenAi(String model, String vocabulary) {
        assertThat(Encoding.of(model)).isEqualTo(new Encoding(vocabulary, true));
    }

    @ParameterizedTest
    @CsvSource({"claude-sonnet-4-5", "gemini-2.5-pro", "mistral-large-latest", "sim-1", "gpt-9", "ollama-3"})
    void isApproximateForAllOthers(String model) {
        assertThat(Encoding.of(model)).isEqualTo(new Encoding("o200k_base", false));
        assertThat(Encoding.of(model).label()).isEqualTo("~o200k_base");
    }

    @Test
    void countsAsThePublishedTokenizersDo() {
        TokenCounter counter = new TokenCounter();
        assertThat(counter.count(Encoding.of("gpt-4"), "tiktoken is great!")).isEqualTo(6);
        assertThat(counter.count(Encoding.of("gpt-4o"), "tiktoken is great!")).isEqualTo(6);
        assertThat(counter.count(Encoding.of("gpt-4"), "お誕生日おめでとう")).isEqualTo(9);
        assertThat(counter.count(Encoding.of("gpt-4o"), "お誕生日おめでとう")).isEqualTo(8);
        assertThat(counter.count(Encoding.of("gpt-4"), "antidisestablishmentarianism"))
                .isEqualTo(6);
    }

    @Test
    void takesControlTokensInTextsForText() {
        assertThat(new TokenCounter().count(Encoding.of("gpt-4"), "<|endoftext|>"))
                .isEqualTo(7);
    }

    @Test
    void countsLongTextsInPieces() {
        String text = "hello world, this is a test. ".repeat(10_000);
        long once = new TokenCounter().count(Encoding.of("gpt-4o"), "hello world, this is a test. ".repeat(1_000));
        assertThat(new TokenCounter().count(Encoding.of("gpt-4o"), text)).isBetween(once * 10 - 20, once * 10 + 20);
        assertThat(new TokenCounter().count(Encoding.of("gpt-4o"), "\uD83D\uDE00".repeat(100_000)))
                .isPositive();
    }
}
