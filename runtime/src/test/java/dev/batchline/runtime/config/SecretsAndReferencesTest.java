package dev.batchline.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void takesWhatIsReadBeforeAValueWhoseVariableIsNotSet() throws IOException {
        Path file = Files.writeString(dir.resolve("batchline.properties"), "http.port=8000\n");
        ConfigSources sources =
                ConfigSources.of(Map.of()).withFile(file).withOverride("http.port=${env:NOT_SET_EITHER}");

        BatchlineConfig config = BatchlineConfig.load(sources);

        assertThat(config.host().http().port()).isEqualTo(8000);
        assertThat(setting(config, "http.port").origin())
                .isEqualTo("file " + file + " (${env:NOT_SET_EITHER} is not set)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"partitions", "account.openai.base.url", "kafka.sasl.jaas.config"})
    void refusesAValueWhoseVariableIsNotSetInsteadOfTakingTheDefault(String key) {
        assertThatThrownBy(() -> load(key + "=${env:NOPE}"))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.code()).isEqualTo(ConfigurationException.Code.MISSING_VALUE))
                .hasMessageStartingWith(key + " (command line --override) refers to ${env:NOPE}, which is not set.");
    }

    @Test
    void takesNoOtherKeyForOneWhoseVariableIsNotSet() {
        BatchlineConfig config = BatchlineConfig.load(
                ConfigSources.of(Map.of("OPENAI_API_KEY", SECRET)).withOverride("account.openai.api.key=${env:NOPE}"));

        assertThat(setting(config, "account.openai.api.key"))
                .isEqualTo(new EffectiveSetting(
                        "account.openai.api.key", "", "command line --override (${env:NOPE} is not set)"));
        assertThatThrownBy(() -> key(config)).hasMessageContaining("${env:NOPE} is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway.example/v1",
                "http://api.openai.com/v1",
                "https://api.openai.com.example/v1",
                "http://127.0.0.1:8089/v1"
            })
    void givesTheUsualKeyToNoOtherAddress(String address) {
        ConfigSources sources =
                ConfigSources.of(Map.of("OPENAI_API_KEY", SECRET)).withOverride("account.openai.base.url=" + address);
        BatchlineConfig config = BatchlineConfig.load(sources);
        BatchlineConfig named =
                BatchlineConfig.load(sources.withOverride("account.openai.api.key=${env:OPENAI_API_KEY}"));

        assertThat(setting(config, "account.openai.api.key"))
                .isEqualTo(new EffectiveSetting(
                        "account.openai.api.key", "", "default (OPENAI_API_KEY is for https://api.openai.com alone)"));
        assertThatThrownBy(() -> key(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the key that goes to " + address)
                .hasMessageContaining("set BATCHLINE_ACCOUNT_OPENAI_API_KEY in the environment");
        assertThat(key(named)).isEqualTo(SECRET);
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
