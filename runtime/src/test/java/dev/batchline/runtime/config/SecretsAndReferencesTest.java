package dev.batchline.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What references point to, and that secrets do not show. */
class SecretsAndReferencesTest {
    private static final String SECRET = "sk-do-not-show";

    @TempDir
    private Path dir;

    @Test
    void takesTheUsualVariableForTheKey() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of("OPENAI_API_KEY", SECRET)));

        assertThat(key(config)).isEqualTo(SECRET);
        assertThat(setting(config, "account.openai.api.key"))
                .isEqualTo(
                        new EffectiveSetting("account.openai.api.key", "(hidden)", "default as ${env:OPENAI_API_KEY}"));
    }

    @Test
    void saysHowToSetAKeyThatIsMissing() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of()));

        assertThat(setting(config, "account.openai.api.key"))
                .isEqualTo(new EffectiveSetting(
                        "account.openai.api.key", "", "default (${env:OPENAI_API_KEY} is not set)"));
        assertThatThrownBy(() -> key(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("OPENAI_API_KEY")
                .hasMessageContaining("BATCHLINE_ACCOUNT_OPENAI_API_KEY");
    }

    @Test
    void takesABlankKeyForAMissingOne() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of("OPENAI_API_KEY", " ")));

        assertThatThrownBy(() -> key(config)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void readsAKeyFromAFileAndFromADirectory() throws IOException {
        Path properties = Files.writeString(dir.resolve("secrets.properties"), "openai=" + SECRET + "\n");
        Files.writeString(dir.resolve("mounted"), SECRET + "2");

        assertThat(key(load("account.openai.api.key=${file:" + properties + ":openai}")))
                .isEqualTo(SECRET);
        assertThat(key(load("account.openai.api.key=${dir:" + dir + ":mounted}")))
                .isEqualTo(SECRET + "2");
    }

    @Test
    void saysWhichReferenceCannotBeRead() throws IOException {
        Path properties = Files.writeString(dir.resolve("secrets.properties"), "openai=" + SECRET + "\n");

        for (String reference :
                new String[] {"${file:" + properties + ":other}", "${file:/not/there:openai}", "${dir:/not/there:x}"}) {
            assertThatThrownBy(() -> load("account.openai.api.key=" + reference))
                    .isInstanceOfSatisfying(
                            ConfigurationException.class,
                            e -> assertThat(e.code()).isEqualTo(ConfigurationException.Code.UNREADABLE))
                    .hasMessageContaining(reference)
                    .hasMessageNotContaining(SECRET);
        }
    }

    @Test
    void takesAnUnsetVariableForAValueThatIsNotThere() throws IOException {
        Path file = Files.writeString(dir.resolve("batchline.properties"), "http.port=8000\npartitions=${env:NOPE}\n");
        ConfigSources sources =
                ConfigSources.of(Map.of()).withFile(file).withOverride("http.port=${env:NOT_SET_EITHER}");

        BatchlineConfig config = BatchlineConfig.load(sources);

        assertThat(config.topics().partitions()).isEqualTo(6);
        assertThat(config.host().http().port()).isEqualTo(8000);
        assertThat(setting(config, "partitions").origin()).isEqualTo("default (${env:NOPE} is not set)");
    }

    @Test
    void printsNoSecret() {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of("JAAS", SECRET))
                .withOverride("account.openai.api.key=" + SECRET)
                .withOverride("kafka.sasl.jaas.config=" + SECRET)
                .withOverride("kafka.ssl.keystore.password=" + SECRET)
                .withOverride("kafka.sasl.oauthbearer.client.credentials.client.secret=" + SECRET)
                .withOverride("admin.plugin.setting=${env:JAAS}")
                .withOverride("kafka.security.protocol=SASL_SSL"));

        assertThat(config.toString()).doesNotContain(SECRET);
        assertThat(config.effective().toString()).doesNotContain(SECRET).contains("SASL_SSL");
        assertThat(config.kafka().adminProperties()).containsEntry("sasl.jaas.config", SECRET);
        assertThat(ConfigSources.of(Map.of("A", SECRET))
                        .withOverride("b=" + SECRET)
                        .toString())
                .doesNotContain(SECRET);
    }

    private static BatchlineConfig load(String override) {
        return BatchlineConfig.load(ConfigSources.of(Map.of()).withOverride(override));
    }

    private static String key(BatchlineConfig config) {
        return config.accounts().getFirst().requireApiKey().value();
    }

    private static EffectiveSetting setting(BatchlineConfig config, String key) {
        return config.effective().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
