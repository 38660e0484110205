package dev.batchline.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.providers.AccountConnection.Credentials;
import dev.batchline.providers.AccountConnection.Network;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from a type to its adapter. */
class ProvidersTest {
    @Test
    void connectsToAKnownTypeWithoutSendingAnything() {
        try (BatchProvider provider = Providers.connect(account("openai", "https://provider.invalid/v1", "sk-1\n"))) {
            assertThat(provider.dialect()).isEqualTo("openai");
        }
    }

    @Test
    void namesTheKnownTypesForAnUnknownOne() {
        assertThatThrownBy(() -> Providers.connect(account("openia", "https://provider.invalid/v1", "sk-1")))
                .isInstanceOf(UnknownProviderException.class)
                .hasMessageContaining("openia")
                .hasMessageContaining("known are openai");
        assertThatThrownBy(() -> Providers.limitsOf("x")).isInstanceOf(UnknownProviderException.class);
        assertThatThrownBy(() -> Providers.linesOf("x")).isInstanceOf(UnknownProviderException.class);
        assertThat(Providers.types()).containsExactly("openai");
    }

    @Test
    void knowsWhatOpenAiAllows() {
        ProviderLimits limits = Providers.limitsOf("openai");
        assertThat(limits.requests()).isEqualTo(50_000);
        assertThat(limits.fileBytes()).isEqualTo(200_000_000);
        assertThat(limits.embeddingInputs()).isEqualTo(50_000);
        assertThat(limits.customIdLength()).isEqualTo(64);
        assertThat(limits.endpoints()).hasSize(6).contains("/v1/chat/completions", "/v1/responses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-\u00e9-secret", "sk-secret\nX: y", "sk-\u0000secret"})
    void doesNotPrintAKeyThatFitsIntoNoHeader(String key) {
        assertThatThrownBy(() -> Providers.connect(account("openai", "https://provider.invalid/v1", key)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void refusesABaseThatIsNotHttp() {
        assertThatThrownBy(() -> Providers.connect(account("openai", "ftp://provider.invalid/v1", "sk-1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AccountConnection account(String type, String base, String key) {
        return new AccountConnection("main", type, URI.create(base), new Credentials(key, null, null), Network.DIRECT);
    }
}
