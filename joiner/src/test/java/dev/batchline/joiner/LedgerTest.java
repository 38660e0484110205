package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LedgerEvent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every item that the provider billed has its price on its outcome and on the ledger, once. The model costs 0.40 and
 * 1.60 US dollars for a million tokens, in a batch the half of both.
 */
class LedgerTest {
    private static final String MODEL = "gpt-4.1-mini";

    @TempDir
    Path directory;

    private JoinerBench bench;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void tellsTokensAndCostOfACompletedItem() {
        join(MemoryProvider.answer("id-0", body(MODEL, 1_234, 567)));
        TestRecord<byte[], byte[]> result = bench.completed.get(0);
        assertThat(JoinerBench.header(result, Headers.TOKENS_INPUT)).isEqualTo("1234");
        assertThat(JoinerBench.header(result, Headers.TOKENS_CACHED)).isEqualTo("0");
        assertThat(JoinerBench.header(result, Headers.TOKENS_OUTPUT)).isEqualTo("567");
        assertThat(JoinerBench.header(result, Headers.TOKENS_REASONING)).isEqualTo("0");
        assertThat(JoinerBench.header(result, Headers.COST)).isEqualTo("0.0007004");
        LedgerEvent event = events().get(0);
        assertThat(JoinerBench.header(result, Headers.PRICE_VERSION)).isEqualTo(event.priceVersion());
        assertThat(events()).hasSize(1);
        assertThat(JoinerBench.key(bench.ledger.get(0))).isEqualTo("id-0");
        assertThat(event.cost()).isEqualTo(new BigDecimal("0.0007004"));
        assertThat(event.listPrice()).isEqualTo(new BigDecimal("0.0014008"));
        assertThat(event.tokens()).isEqualTo(new LedgerEvent.Tokens(1_234, 0, null, 567, 0));
        assertThat(event.provider()).isEqualTo("openai");
        assertThat(event.account()).isEqualTo(JoinerBench.ACCOUNT);
        assertThat(event.batchId()).isEqualTo("b1");
        assertThat(event.mode()).isEqualTo("batch");
        assertThat(event.attempt()).isEqualTo(1);
        assertThat(event.tenant()).isEqualTo("t");
        assertThat(event.job()).isNull();
    }

    @Test
    void pricesByTheModelThatAnsweredAndByTheRequestedOneIfNoneIsNamed() {
        join(
                MemoryProvider.answer("id-0", body("gpt-4.1-mini-2025-04-14", 1_000_000, 0)),
                MemoryProvider.answer("id-1", "{\"usage\":{\"prompt_tokens\":1000000}}"));
        assertThat(events()).extracting(LedgerEvent::model).containsExactly("gpt-4.1-mini-2025-04-14", MODEL);
        assertThat(events()).extracting(LedgerEvent::cost).containsOnly(new BigDecimal("0.2"));
    }

    @Test
    void tellsWhatFailedItemsCostAndThoseThatAreSentAgain() {
        join(failure("id-0", 400), failure("id-1", 500), MemoryProvider.refusal("id-2", 400, "no"));
        assertThat(bench.failed).hasSize(2);
        assertThat(JoinerBench.header(bench.failed.get(0), Headers.COST)).isEqualTo("0.0007004");
        assertThat(JoinerBench.header(bench.deadLetters.get(0), Headers.COST)).isEqualTo("0.0007004");
        assertThat(bench.failed.get(1).headers().lastHeader(Headers.TOKENS_INPUT))
                .as("its answer tells no tokens")
                .isNull();
        assertThat(bench.ledger).extracting(JoinerBench::key).containsExactly("id-0", "id-1");
    }

    @Test
    void neverGuessesThePriceOfAnUnknownModel() {
        join(MemoryProvider.answer("id-0", body("sim-1", 10, 2)));
        TestRecord<byte[], byte[]> result = bench.completed.get(0);
        assertThat(JoinerBench.header(result, Headers.TOKENS_INPUT)).isEqualTo("10");
        assertThat(result.headers().lastHeader(Headers.COST)).isNull();
        assertThat(result.headers().lastHeader(Headers.PRICE_VERSION)).isNull();
        LedgerEvent event = events().get(0);
        assertThat(event.cost()).isNull();
        assertThat(event.listPrice()).isNull();
        assertThat(event.priceVersion()).isNull();
        assertThat(event.tokens().input()).isEqualTo(10);
        assertThat(bench.meters
                        .get("batchline.items.unpriced")
                        .tags("account", JoinerBench.ACCOUNT, "model", "sim-1")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    @Tag("invariant-6")
    void countsNothingTwiceWhereverALifeEnds() {
        int lines = 5_000;
        Case window = Case.of(bench.log, lines, 700, 1);
        String[] answers = new String[lines];
        for (int seq = 0; seq < lines; seq++) {
            answers[seq] = MemoryProvider.answer(window.wire(seq), body(MODEL, seq + 1, 0));
        }
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, lines, 0));
        bench.provider.file("out", answers);
        window.tellAll(bench, BatchStatus.COMPLETED);
        for (int stop : new int[] {1, 1_500, 4_000}) {
            bench.until(() -> bench.completed.size() >= stop);
            bench.restart();
        }
        bench.until(bench::done);
        bench.settle();
        assertThat(bench.ledger)
                .extracting(JoinerBench::key)
                .containsExactlyElementsOf(
                        bench.completed.stream().map(JoinerBench::key).toList());
        assertThat(bench.ledger).hasSize(lines);
        // 1 + 2 + ... + 5,000 = 12,502,500 prompt tokens at 0.20 for a million.
        assertThat(events().stream().map(LedgerEvent::cost).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("2.5005");
    }

    private void join(String... lines) {
        Case window = Case.of(bench.log, lines.length, lines.length, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, lines.length, 0));
        bench.provider.file("out", lines);
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(() -> {
            bench.clocks.pass(Duration.ofSeconds(1));
            return bench.done();
        });
    }

    private List<LedgerEvent> events() {
        return bench.ledger.stream()
                .map(record -> JsonCodec.LEDGER.decode(record.value()))
                .toList();
    }

    private static String body(String model, long input, long output) {
        return "{\"model\":\"" + model + "\",\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output
                + "}}";
    }

    /** A line of an item that failed after it was executed. */
    private static String failure(String customId, int status) {
        return "{\"id\":\"l\",\"custom_id\":\"" + customId + "\",\"response\":{\"status_code\":" + status
                + ",\"request_id\":\"r\",\"body\":{\"error\":{\"code\":\"c\",\"message\":\"m\"},\"model\":\"" + MODEL
                + "\",\"usage\":{\"prompt_tokens\":1234,\"completion_tokens\":567}}},\"error\":null}";
    }
}
