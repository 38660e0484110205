package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.lanes.Lanes;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the operations page does what it is asked to, against a broker with an installation's topics. */
@Timeout(60)
class OperationsPageIT {
    private static final String LETTER = "{\"custom_id\":\"a\",\"url\":\"/v1/x\",\"body\":{\"model\":\"m\"}}";
    private static final String REQUEST = "{\"custom_id\":\"a\",\"url\":\"/v1/chat/completions\",\"body\":"
            + "{\"model\":\"gpt-4.1-mini\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}}";

    private static final String PRICES = """
            {"version": "new", "currency": "USD", "per_tokens": 1000000, "prices": [
              {"provider": "openai", "model": "gpt-4.1-mini",
               "standard": {"input": "3", "output": "15"}, "batch": {"input": "1.5", "output": "7.5"}}]}
            """;

    @TempDir
    private static Path directory;

    /** The files that the page names, and what is in them. */
    private static final Map<String, String> FILES =
            Map.of("patch.json", "{\"body\":{\"max_tokens\":2000}}", "batch.jsonl", REQUEST, "new-prices.json", PRICES);

    private static CommandsAtBroker cli;

    @BeforeAll
    static void startBroker() throws IOException {
        cli = CommandsAtBroker.start();
        assertThat(cli.run("batch.", "topics", "create").exitCode()).isZero();
        Window running = CommandsAtBroker.sealed(1, "gpt-4.1-mini");
        Instant now = Instant.now();
        LaneStatus told = Lanes.filling(Lanes.lane("openai", "gpt-4.1-mini"), now);
        cli.transaction(
                true,
                List.of(
                        CommandsAtBroker.record(
                                "batch.windows",
                                running.to(((WindowState.Sealed) running.state())
                                        .uploaded("file", "life", now)
                                        .submitted("batch_68f2", SubmittedHow.CREATED, now))),
                        FindIT.result("batch.results.completed", "invoice-4711", 1, "backfill-7"),
                        record("batch.ledger", "a", JsonCodec.LEDGER.encode(billed(running, now))),
                        record("batch.lane-status", told.lane().text(), JsonCodec.LANE_STATUS.encode(told)),
                        record("batch.dead-letters", "a", LETTER.getBytes(StandardCharsets.UTF_8))));
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    @AfterAll
    static void stopBroker() {
        cli.close();
    }

    static List<String> sections() throws IOException {
        return OperationsPage.sections();
    }

    @ParameterizedTest
    @MethodSource("sections")
    void canBeTypedAsItStands(String section) throws Exception {
        List<List<String>> commands = OperationsPage.commands(section);

        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            Run run = run(command);
            assertThat(run.exitCode()).as(run.err()).isZero();
        });
    }

    private static LedgerEvent billed(Window window, Instant now) {
        return new LedgerEvent(
                LedgerEvent.FORMAT,
                window.id(),
                "batch_68f2",
                "openai",
                "openai",
                "gpt-4.1-mini",
                "batch",
                1,
                null,
                null,
                new LedgerEvent.Tokens(10, 0, null, 5, 0),
                "old",
                new BigDecimal("0.1"),
                new BigDecimal("0.2"),
                now);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** An estimate asks no broker. */
    private static Run run(List<String> command) {
        String[] words = command.stream()
                .map(word -> FILES.containsKey(word) ? directory.resolve(word).toString() : word)
                .toArray(String[]::new);
        return command.getFirst().equals("estimate") ? Run.of(words) : cli.run("batch.", words);
    }
}
