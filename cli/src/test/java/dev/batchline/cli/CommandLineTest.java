package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command lines do that need no broker. */
class CommandLineTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "help",
                "topics --help",
                "topics create --help",
                "send --help",
                "flush --help",
                "pause --help",
                "resume --help",
                "cancel --help",
                "find --help",
                "dead-letters list --help",
                "chaos --help",
                "cost --help",
                "help send"
            })
    void explainsItself(String args) {
        Run run = Run.of(args.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: batchline");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void saysItsVersion() {
        assertThat(Run.of("--version").out()).contains("Batchline").contains("Kafka clients 4.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tpoics",
                "topics",
                "find",
                "send --no-such-flag x",
                "config -o xml",
                "lanes gpt-4.1-mini",
                "cost --by colour",
                "cost --since soon",
                "chaos --faults flood"
            })
    void endsWithTwoForACommandLineThatMeansNothing(String args) {
        Run run = Run.of(args.isEmpty() ? new String[0] : args.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotEmpty().doesNotContain("\tat ");
    }

    @Test
    void showsSettingsWithTheirOriginAsJson() throws Exception {
        Path file = Files.writeString(dir.resolve("batchline.properties"), "partitions=3\n");

        Run run = Run.with(
                Map.of("OPENAI_API_KEY", "sk-secret", "BATCHLINE_HTTP_PORT", "0"),
                "",
                "config",
                "--config",
                file.toString(),
                "--override",
                "window.linger.ms=10",
                "-o",
                "json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("sk-secret");
        assertThat(origin(run, "partitions")).isEqualTo("file " + file);
        assertThat(origin(run, "http.port")).isEqualTo("environment variable BATCHLINE_HTTP_PORT");
        assertThat(origin(run, "window.linger.ms")).isEqualTo("command line --override");
    }

    @Test
    void saysWhatIsWrongWithASettingInOneLine() {
        Run run = Run.of("config", "--override", "window.lingr.ms=1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("batchline: There is no setting window.lingr.ms")
                .contains("window.linger.ms");
    }

    @Test
    void saysThatABrokerCannotBeReached() {
        Run run = Run.of(
                "topics",
                "describe",
                "--bootstrap-server",
                "127.0.0.1:1",
                "--command-property",
                "default.api.timeout.ms=300",
                "--command-property",
                "request.timeout.ms=200");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("No broker of bootstrap.servers=127.0.0.1:1 answered");
    }

    /** What the settings alone make impossible is said before anything is connected to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window.lingr.ms=1 | There is no setting window.lingr.ms (command line --override). The nearest one is "
                        + "window.linger.ms",
                "partitions=six | partitions is \"six\" (command line --override), expected a whole number",
                "partitions=2 | account.openai.api.key has no value: default (${env:OPENAI_API_KEY} is not set)",
                "account.openai.api.key=${env:MINE} | account.openai.api.key has no value: command line --override "
                        + "(${env:MINE} is not set)",
                "topic.prefix=${env:MINE} | topic.prefix (command line --override) refers to ${env:MINE}, which is not "
                        + "set",
                "kafka.security.protocol=FOO | Kafka's client for bootstrap.servers=localhost:9092 cannot be made "
                        + "(Invalid value FOO for configuration security.protocol",
                "bootstrap.servers=no.such.host.invalid:9 | Kafka's client for "
                        + "bootstrap.servers=no.such.host.invalid:9 cannot be made",
            })
    void endsTheStartWithOneMessageAboutASetting(String override, String message) {
        boolean aboutKafka = message.startsWith("Kafka");
        Map<String, String> environment = aboutKafka ? Map.of("OPENAI_API_KEY", "sk-x") : Map.of();
        Run run = Run.with(environment, "", "run", "--override", override);

        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("batchline: " + message);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void sendsTheUsualKeyToNoOtherAddress() {
        Run run = Run.with(
                Map.of("OPENAI_API_KEY", "sk-x"),
                "",
                "run",
                "--override",
                "account.openai.base.url=http://127.0.0.1:8089/v1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("account.openai.api.key has no value")
                .contains("BATCHLINE_ACCOUNT_OPENAI_API_KEY")
                .contains("Expected the key that goes to http://127.0.0.1:8089/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush",
                "flush openai|x",
                "flush --all a|b|c|d",
                "pause",
                "resume openai|x",
                "cancel --execute",
                "cancel batch_1 --lane a|b|c|d",
                "cancel --lane openai|x",
                "batches --status closed"
            })
    void saysWhatIsExpectedInstead(String args) {
        Run run = Run.of(args.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .containsAnyOf(
                        "either a lane",
                        "Name either windows",
                        "expected pool|endpoint|model",
                        "expected one of sealed");
    }

    @Test
    void saysThatAFileCannotBeRead() {
        Path missing = dir.resolve("missing");

        assertThat(Run.of("topics", "create", "--command-config", missing.toString())
                        .err())
                .contains("--command-config " + missing);
        assertThat(Run.of("send", missing.toString()).exitCode()).isEqualTo(2);
    }

    private static String origin(Run run, String setting) throws Exception {
        for (JsonNode row : new ObjectMapper().readTree(run.out())) {
            if (row.get("setting").asText().equals(setting)) {
                return row.get("origin").asText();
            }
        }
        throw new AssertionError(setting + " is not in " + run.out());
    }
}
