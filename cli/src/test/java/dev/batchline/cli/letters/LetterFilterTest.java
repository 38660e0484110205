package dev.batchline.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.cli.CommandException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which dead letters the flags name. */
class LetterFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");

    /** Failed at 01:00, with its second attempt. */
    private static final LetterFacts FACTS = LetterAdapter.read(Letters.own("order-17", "http_429", "true", "2"));

    private static final LetterFacts FOREIGN = LetterAdapter.read(Letters.record(new byte[0], NOW.toEpochMilli()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--code http_429",
                "--code other,http_429",
                "--retryable",
                "--retryable=true",
                "--account openai --model m1 --tenant acme --job backfill",
                "--window w0-x-1 --batch batch_7",
                "--custom-id order-*",
                "--custom-id order-1?",
                "--since 2h --until 30m",
                "--since 2026-11-22T01:00:00Z",
                "--since 2026-11-22T02:00:00+01:00",
                "--attempts 2",
                "--attempts >=2",
                "--attempts <3",
            })
    void takes(String flags) {
        assertThat(filter(flags).matches(FACTS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--code http_42",
                "--retryable=false",
                "--account openai --model m2",
                "--tenant other",
                "--job other",
                "--window w0-x-2",
                "--batch batch_8",
                "--custom-id order",
                "--custom-id order-1",
                "--custom-id o.*",
                "--since 59m",
                "--until 2026-11-22T01:00:00Z",
                "--attempts 1",
                "--attempts >2",
                "--attempts <=1",
            })
    void passesOver(String flags) {
        assertThat(filter(flags).matches(FACTS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--since yesterday", "--until 5", "--attempts many", "--attempts ~3"})
    void refusesWhatItCannotRead(String flags) {
        assertThatThrownBy(() -> filter(flags)).isInstanceOf(CommandException.class);
    }

    @Test
    void countsNobodysWordAboutSendingAgainForNeither() {
        assertThat(filter("").matches(FOREIGN)).isTrue();
        assertThat(filter("--retryable").matches(FOREIGN)).isFalse();
        assertThat(filter("--retryable=false").matches(FOREIGN)).isFalse();
    }

    private static LetterFilter filter(String flags) {
        Flags read = new Flags();
        new CommandLine(read).parseArgs(flags.isEmpty() ? new String[0] : flags.split(" "));
        return read.options.filter(NOW);
    }

    /** A command with the flags. */
    @Command
    static final class Flags {
        @Mixin
        private FilterOptions options = new FilterOptions();
    }
}
