package dev.batchline.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings are refused, and what is said about them. */
class RefusedSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "window.lingr.ms, window.linger.ms",
        "windows.linger.ms, window.linger.ms",
        "acounts, accounts",
        "account.openai.apikey, account.openai.api.key",
        "acount.openai.api.key, account.openai.api.key",
        "kakfa.security.protocol, kafka.security.protocol",
        "prodcer.linger.ms, producer.linger.ms",
        "bootstrap.server, bootstrap.servers",
    })
    void namesTheNearestKeyForAnUnknownOne(String unknown, String nearest) {
        ConfigurationException refusal = refusal(unknown + "=1");

        assertThat(refusal.code()).isEqualTo(Code.UNKNOWN_KEY);
        assertThat(refusal)
                .hasMessageContaining("no setting " + unknown + " ")
                .hasMessageContaining(" " + nearest + ";");
    }

    @Test
    void namesTheNearestVariableForAnUnknownOne() {
        assertThatThrownBy(() -> BatchlineConfig.load(ConfigSources.of(Map.of("BATCHLINE_WINDOW_LINGERMS", "1"))))
                .hasMessageContaining("BATCHLINE_WINDOW_LINGERMS")
                .hasMessageContaining("BATCHLINE_WINDOW_LINGER_MS;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.isolation.level=read_uncommitted",
                "consumer.isolation.level=read_uncommitted",
                "streams.consumer.isolation.level=read_uncommitted",
                "streams.processing.guarantee=at_least_once",
                "producer.enable.idempotence=false",
                "kafka.bootstrap.servers=elsewhere:9092"
            })
    void keepsWhatCorrectnessStandsOnOutOfReach(String override) {
        ConfigurationException refusal = refusal(override);

        assertThat(refusal.code()).isEqualTo(Code.NOT_YOURS_TO_SET);
        assertThat(refusal).hasMessageContaining("cannot be set").hasMessageContaining("command line --override");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "partitions=0 | from 1 to 10000",
                "partitions=six | a whole number",
                "http.port=70000 | from 0 to 65535",
                "window.linger.ms=5m | a whole number, 0 or more",
                "replication.factor=0 | or -1",
                "completion.window=soon | such as 24h",
                "account.openai.base.url=api.openai.com | URL",
                "account.openai.type=opanai | one of openai",
                "account.openai.proxy=proxy | host:port",
                "account.openai.budget.queued.tokens.gpt-4.1=-1 | 1 or more",
                "bootstrap.servers=broker | host:port",
                "accounts=Open_AI | lower-case",
                "topic.prefix=a b | letters",
                "requests.topics= | a list of topic names",
            })
    void saysWhatIsExpectedInsteadOfABadValue(String override, String expected) {
        ConfigurationException refusal = refusal(override);
        String key = override.substring(0, override.indexOf('='));
        String value = override.substring(key.length() + 1);

        assertThat(refusal.code()).isEqualTo(Code.BAD_VALUE);
        assertThat(refusal)
                .hasMessageStartingWith(key + " is \"" + value + "\" (command line --override), expected ")
                .hasMessageContaining(expected);
    }

    @Test
    void showsNoUserAndPasswordOfABadUrl() {
        assertThat(refusal("account.openai.base.url=https://me:pass@host/v1"))
                .hasMessageContaining("(hidden)")
                .hasMessageNotContaining("pass@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll.interval.min.ms=400000", "retry.backoff.max.ms=5", "window.max.bytes=8388607"})
    void refusesSettingsThatContradictEachOther(String override) {
        assertThat(refusal(override).code()).isEqualTo(Code.CONTRADICTION);
    }

    @Test
    void refusesSettingsOfAnAccountThatIsNotListed() {
        assertThat(refusal("account.opnai.project=p"))
                .hasMessageContaining("nearest one is openai")
                .hasMessageContaining("add opnai to accounts");
    }

    @Test
    void refusesAnOverrideWithoutAKey() {
        assertThatThrownBy(() -> ConfigSources.of(Map.of()).withOverride("window.linger.ms"))
                .hasMessageContaining("key=value");
    }

    private static ConfigurationException refusal(String override) {
        return catchThrowableOfType(
                ConfigurationException.class,
                () -> BatchlineConfig.load(ConfigSources.of(Map.of()).withOverride(override)));
    }
}
