package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code estimate} says of a file and of figures. It needs neither Kafka nor a key. */
class EstimateTest {
    /** 14 prompt tokens: seven of text, one of the role, six of the chat format. */
    private static final String SOUND =
            "{\"custom_id\":\"%s\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Label this country by its region.\"}]%s}}";

    @TempDir
    Path directory;

    /** 8 and 2 million tokens a day at 3.00 and 15.00: 24 + 30 by the standard API, half of it in batches. */
    @Test
    void pricesADayOfAnApplicationAndAYearOfIt() throws IOException {
        JsonNode rows = json(
                "--model",
                "claude-sonnet-4-5",
                "--input-tokens",
                "8000000",
                "--output-tokens",
                "2000000",
                "--days",
                "360");
        assertThat(rows).hasSize(2);
        JsonNode day = rows.get(0);
        assertThat(day.path("days").asInt()).isEqualTo(1);
        assertThat(day.path("standard_usd").asText()).isEqualTo("54.00");
        assertThat(day.path("batch_usd").asText()).isEqualTo("27.00");
        assertThat(day.path("saved_usd").asText()).isEqualTo("27.00");
        JsonNode year = rows.get(1);
        assertThat(year.path("days").asInt()).isEqualTo(360);
        assertThat(year.path("saved_usd").asText()).isEqualTo("9720.00");
        assertThat(year.path("standard_usd").asText()).isEqualTo("19440.00");
        assertThat(year.path("input").asLong()).isEqualTo(2_880_000_000L);
    }

    /** 14 prompt tokens at 0.20 and 100 answer tokens at 0.80 in a batch: 0.0000028 + 0.00008. */
    @Test
    void addsUpAFileByLane() throws IOException {
        Path file = file(
                SOUND.formatted("a", "gpt-4.1-mini", ",\"max_tokens\":100"),
                SOUND.formatted("b", "gpt-4.1-mini", ",\"max_completion_tokens\":100"),
                "",
                "{\"custom_id\":\"c\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"text-embedding-3-small\","
                        + "\"input\":[[1,2,3],[4]]}}");
        JsonNode rows = json(file.toString());
        assertThat(rows).hasSize(2);
        JsonNode chat = rows.get(0);
        assertThat(chat.path("model").asText()).isEqualTo("gpt-4.1-mini");
        assertThat(chat.path("tokenizer").asText()).isEqualTo("o200k_base");
        assertThat(chat.path("requests").asInt()).isEqualTo(2);
        assertThat(chat.path("input").asInt()).isEqualTo(28);
        assertThat(chat.path("output").asInt()).isEqualTo(200);
        assertThat(chat.path("batches").asInt()).isEqualTo(1);
        assertThat(chat.path("batch_usd").asText()).isEqualTo("0.0001656");
        assertThat(chat.path("standard_usd").asText()).isEqualTo("0.0003312");
        assertThat(rows.get(1).path("input").asInt()).isEqualTo(4);
        assertThat(rows.get(1).path("batch_usd").asText()).isEqualTo("0.00000004");
        assertThat(estimate(file.toString()).out()).contains("total", "0.00016564");
    }

    @Test
    void goesOnBehindBadLinesAndNamesTheFirst() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                SOUND.formatted("a", "gpt-4.1-mini", ""), "no json", "{\"custom_id\":\"b\"}", "[]", "{", "\"x\"", "7"));
        lines.add(SOUND.formatted("c", "gpt-4.1-mini", ""));
        Run run = estimate(file(lines.toArray(String[]::new)).toString(), "--output-tokens-per-request", "10");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("gpt-4.1-mini  o200k_base  2         28     20");
        assertThat(run.err())
                .contains(
                        "6 lines would fail and are in no figure",
                        "line 2: invalid_json",
                        "line 3: missing_url",
                        "line 4: not_an_object",
                        "and 1 more.")
                .doesNotContain("line 7");
    }

    @Test
    void saysWhatItCannotKnow() throws IOException {
        Path file = file(
                SOUND.formatted("a", "gpt-4.1-mini", ""),
                SOUND.formatted("b", "mystery-1", ",\"max_tokens\":5"),
                SOUND.formatted("c", "claude-sonnet-4-5", ",\"max_tokens\":5"));
        Run run = estimate(file.toString());
        assertThat(run.exitCode()).as("a model has no price").isEqualTo(3);
        assertThat(run.err())
                .contains(
                        "1 of 3 requests set no maximum for their answer",
                        "mystery-1 has no public tokenizer",
                        "mystery-1 has no price on the list",
                        "claude-sonnet-4-5 has no price of this provider (but of anthropic)");
        assertThat(run.out()).contains("~o200k_base");
    }

    @Test
    void tellsHowManyBatchesAndRoundsTheSettingsMakeOfIt() throws IOException {
        String[] lines = new String[100];
        Arrays.setAll(lines, number -> SOUND.formatted("id-" + number, "gpt-4.1-mini", ",\"max_tokens\":1"));
        Path file = file(lines);
        JsonNode row = json(
                        file.toString(),
                        "--override",
                        "window.max.requests=10",
                        "--override",
                        "account.openai.budget.queued.tokens=1500")
                .get(0);
        assertThat(row.path("batches").asInt()).isEqualTo(10);
        assertThat(row.path("rounds").asInt())
                .as("three windows of some 450 tokens fit")
                .isEqualTo(4);
        assertThat(estimate(file.toString(), "--override", "account.openai.budget.queued.tokens=1500")
                        .err())
                .contains("openai takes 1500 queued tokens of gpt-4.1-mini at a time");
        JsonNode figures = json("--model", "gpt-4.1-mini", "--input-tokens", "8000000", "--requests", "120000")
                .get(0);
        assertThat(figures.path("batches").asInt()).isEqualTo(3);
    }

    @Test
    void readsManyLinesFromStandardInput() {
        StringBuilder lines = new StringBuilder();
        for (int number = 0; number < 50_001; number++) {
            lines.append(SOUND.formatted("id-" + number, "gpt-4.1-nano", ",\"max_tokens\":10"))
                    .append('\n');
        }
        Run run = Run.with(Map.of(), lines.toString(), "estimate", "-", "-o", "csv");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1))
                .containsExactly("openai,/v1/chat/completions,gpt-4.1-nano,o200k_base,50001,0,0,700014,500010,2,1,"
                        + "0.1350027,0.2700054,0.1350027");
    }

    @Test
    void takesPricesOfAFile() throws IOException {
        Path prices = Files.writeString(directory.resolve("prices.json"), """
                {"version": "of a test", "currency": "USD", "per_tokens": 1000000, "prices": [
                  {"provider": "openai", "model": "mine",
                   "standard": {"input": "3", "output": "15"}, "batch": {"input": "1.5", "output": "7.5"}}]}
                """);
        Run run = estimate("--model", "mine", "--input-tokens", "1000000", "--prices", prices.toString(), "-o", "csv");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("openai,mine,1000000,0,1.50,3.00,1.50");
        assertThat(run.err()).contains("Prices of of a test, openai.");
        run = estimate("--model", "mine", "--input-tokens", "1", "--prices", "nowhere.json");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--prices is nowhere.json, which cannot be read");
    }

    @Test
    void wantsToKnowWhoseModelItIsIfSeveralHaveIt() {
        Run run = estimate("--model", "gpt-5", "--input-tokens", "1000000", "--provider", "azure", "-o", "csv");
        assertThat(run.out()).contains("gpt-5,1000000,0,0.625,1.25,0.625");
        assertThat(estimate("--model", "gpt-5", "--input-tokens", "1000000", "-o", "csv")
                        .out())
                .as("the configured account decides")
                .contains("openai,gpt-5,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--model gpt-5",
                "--input-tokens 5",
                "file.jsonl --model gpt-5",
                "nowhere.jsonl",
                "--model gpt-5 --input-tokens -1",
                "--model gpt-5 --input-tokens 5 --requests 0",
                "--model gpt-5 --input-tokens 5 --days 0",
                "--model gpt-5 --input-tokens 5 --account nobody"
            })
    void refusesWhatMakesNoSense(String line) {
        Run run = estimate(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isNotEmpty();
    }

    @Test
    void helpsANewcomer() {
        assertThat(estimate("--help").out())
                .contains("Tell before anything is sent", "FILE.jsonl", "--output-tokens-per-request", "Exit code 3");
    }

    /** The commands of the section of the operations page, with a file of requests under the name that stands there. */
    @Test
    void canBeTypedAsItStandsOnThePage() throws IOException {
        Path file = file(SOUND.formatted("a", "gpt-4.1-mini", ",\"max_tokens\":100"));
        List<List<String>> commands = OperationsPage.commands("What will it cost?");
        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            Run run = Run.of(command.stream()
                    .map(word -> word.equals("batch.jsonl") ? file.toString() : word)
                    .toArray(String[]::new));
            assertThat(run.exitCode()).as(run.err()).isZero();
        });
    }

    private JsonNode json(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-o", "json"));
        Run run = estimate(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static Run estimate(String... args) {
        List<String> all = new ArrayList<>(List.of("estimate"));
        all.addAll(List.of(args));
        return Run.of(all.toArray(String[]::new));
    }

    private Path file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("requests.jsonl"), String.join("\n", lines));
    }
}
