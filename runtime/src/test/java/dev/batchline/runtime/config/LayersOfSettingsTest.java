package dev.batchline.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings come from and which one wins. */
class LayersOfSettingsTest {
    @TempDir
    private Path dir;

    @Test
    void hasADefaultForEverything() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of()));

        assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(config.topics())
                .isEqualTo(new TopicSettings("batch.", List.of("batch.requests"), 6, (short) -1, 8_388_608));
        assertThat(config.windows())
                .isEqualTo(new WindowSettings(50_000, 200_000_000, null, Duration.ofMinutes(5), "24h"));
        assertThat(config.batches())
                .isEqualTo(new BatchlineConfig.Batches(
                        new PollSettings(Duration.ofSeconds(15), Duration.ofMinutes(5)),
                        new RetrySettings(3, Duration.ofMinutes(1), Duration.ofHours(1)),
                        Duration.ofMinutes(2),
                        true,
                        null));
        assertThat(config.host().spool()).isEqualTo(new SpoolSettings(Path.of("spool"), 20_000_000_000L));
        assertThat(config.host().http()).isEqualTo(new HttpSettings("127.0.0.1", 7080, false));
        AccountSettings account = config.account("openai").orElseThrow();
        assertThat(account.pool()).isEqualTo("openai");
        assertThat(account.access().baseUrl()).hasToString("https://api.openai.com/v1");
        assertThat(account.limits().batchesPerHour()).isEqualTo(2000);
        assertThat(account.limits().queuedTokens("gpt-4.1")).isEmpty();
    }

    @Test
    void letsTheEnvironmentWinOverTheFileAndTheCommandLineOverBoth() throws IOException {
        ConfigSources sources = ConfigSources.of(
                        Map.of("BATCHLINE_WINDOW_LINGER_MS", "2000", "BATCHLINE_PARTITIONS", "12", "PATH", "/bin"))
                .withFile(file("window.linger.ms=1000", "partitions=3", "http.port=9000"))
                .withOverride("window.linger.ms=3000");

        BatchlineConfig config = BatchlineConfig.load(sources);

        assertThat(config.windows().linger()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.topics().partitions()).isEqualTo(12);
        assertThat(config.host().http().port()).isEqualTo(9000);
        assertThat(origin(config, "window.linger.ms")).isEqualTo("command line --override");
        assertThat(origin(config, "partitions")).isEqualTo("environment variable BATCHLINE_PARTITIONS");
        assertThat(origin(config, "http.port")).isEqualTo("file " + dir.resolve("batchline.properties"));
        assertThat(origin(config, "accounts")).isEqualTo("default");
    }

    @Test
    void namesTheRequestTopicAfterThePrefix() {
        assertThat(load("topic.prefix=staging.").topics().requests()).containsExactly("staging.requests");
        assertThat(load("requests.topics=${topic.prefix}in,other").topics().requests())
                .containsExactly("batch.in", "other");
    }

    @Test
    void readsAccountsFromTheEnvironment() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of(
                "BATCHLINE_ACCOUNTS", "openai,eu2",
                "BATCHLINE_ACCOUNT_EU2_BASE_URL", "https://eu.api.openai.com/v1",
                "BATCHLINE_ACCOUNT_EU2_BUDGET_QUEUED_TOKENS", "9000",
                "BATCHLINE_ACCOUNT_EU2_PROXY", "http://proxy:3128",
                "BATCHLINE_ACCOUNT_EU2_POOL", "openai")));

        AccountSettings account = config.account("eu2").orElseThrow();
        assertThat(account.access().baseUrl()).hasHost("eu.api.openai.com");
        assertThat(account.limits().queuedTokens("any")).hasValue(9000);
        assertThat(account.route().proxy()).hasToString("proxy/<unresolved>:3128");
        assertThat(account.pool()).isEqualTo("openai");
    }

    @Test
    void readsABudgetForOneModel() throws IOException {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of())
                .withFile(file(
                        "account.openai.budget.queued.tokens=500",
                        "account.openai.budget.queued.tokens.gpt-4.1-mini=90000")));

        AccountSettings.Limits limits = config.account("openai").orElseThrow().limits();
        assertThat(limits.queuedTokens("gpt-4.1-mini")).hasValue(90_000);
        assertThat(limits.queuedTokens("gpt-4.1")).hasValue(500);
        assertThatThrownBy(() -> BatchlineConfig.load(
                        ConfigSources.of(Map.of("BATCHLINE_ACCOUNT_OPENAI_BUDGET_QUEUED_TOKENS_GPT_4_1_MINI", "1"))))
                .hasMessageContaining("account.openai.budget.queued.tokens.<model>");
    }

    @Test
    void passesKafkasOwnSettingsThrough() {
        KafkaSettings kafka = BatchlineConfig.load(ConfigSources.of(
                                Map.of("BATCHLINE_KAFKA_SECURITY_PROTOCOL", "SSL", "BATCHLINE_PRODUCER_LINGER_MS", "7"))
                        .withOverride("consumer.client.rack= a ")
                        .withOverride("streams.num.stream.threads=2"))
                .kafka();

        assertThat(kafka.adminProperties())
                .isEqualTo(Map.of("bootstrap.servers", "localhost:9092", "security.protocol", "SSL"));
        assertThat(kafka.producerProperties())
                .containsEntry("linger.ms", "7")
                .containsEntry("security.protocol", "SSL");
        assertThat(kafka.consumerProperties())
                .containsEntry("client.rack", " a ")
                .doesNotContainKey("linger.ms");
        assertThat(kafka.streamsProperties())
                .containsEntry("producer.linger.ms", "7")
                .containsEntry("consumer.client.rack", " a ")
                .containsEntry("num.stream.threads", "2")
                .containsEntry("security.protocol", "SSL");
    }

    @Test
    void ignoresWhatKubernetesSetsForAServiceOfThatName() {
        Map<String, String> links = Map.of(
                "BATCHLINE_SERVICE_HOST", "10.0.0.1",
                "BATCHLINE_SERVICE_PORT_METRICS", "7080",
                "BATCHLINE_PORT_7080_TCP_ADDR", "10.0.0.1",
                "BATCHLINE_POLLER_PORT", "tcp://10.0.0.1:7080",
                "BATCHLINE_LOG", "debug");

        assertThat(BatchlineConfig.load(ConfigSources.of(links)).effective())
                .allSatisfy(setting -> assertThat(setting.origin()).startsWith("default"));
    }

    @Test
    void saysThatAFileIsNotThere() {
        Path missing = dir.resolve("none.properties");

        assertThatThrownBy(() -> BatchlineConfig.load(ConfigSources.of(Map.of()).withFile(missing)))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo(Code.UNREADABLE))
                .hasMessageContaining(missing.toString());
    }

    private Path file(String... lines) throws IOException {
        return Files.write(dir.resolve("batchline.properties"), List.of(lines));
    }

    private static BatchlineConfig load(String override) {
        return BatchlineConfig.load(ConfigSources.of(Map.of()).withOverride(override));
    }

    private static String origin(BatchlineConfig config, String key) {
        return config.effective().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow()
                .origin();
    }
}
