package dev.batchline.runtime.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * One account at a provider.
 *
 * @param name our name for it
 * @param type the provider's dialect, such as {@code openai}
 * @param pool what it shares work with; its own name if with nothing
 * @param access who we are there
 * @param limits how much we may do there
 * @param route how to get there
 */
public record AccountSettings(String name, String type, String pool, Access access, Limits limits, Route route) {
    /** The key; throws a {@link ConfigurationException} that says how to set it if there is none. */
    public Password requireApiKey() {
        Password key = access.apiKey();
        if (key == null) {
            throw new ConfigurationException(ConfigurationException.Code.MISSING_VALUE, howToSetTheKey());
        }
        return key;
    }

    private String howToSetTheKey() {
        String setting = "account." + name + ".api.key";
        String usual = Access.takesDefaultKey(access.baseUrl()) ? "OPENAI_API_KEY or " : "";
        return setting + " has no value: " + access.keyOrigin() + ". Expected the key that goes to " + access.baseUrl()
                + ": set " + usual + EnvironmentNames.variable(setting) + " in the environment, or put " + setting
                + "=${env:NAME} or ${file:/path/of.properties:key} in the configuration file.";
    }

    /**
     * Who we are at the provider.
     *
     * @param baseUrl the address with the version path
     * @param apiKey the secret; null if none is set
     * @param keyOrigin where it stands, or why there is none
     * @param organization the provider's organization, if one has to be named
     * @param project the provider's project, if one has to be named
     */
    public record Access(
            URI baseUrl,
            @Nullable Password apiKey,
            String keyOrigin,
            @Nullable String organization,
            @Nullable String project) {
        /** The only host that the key in OPENAI_API_KEY goes to by default. */
        static final String DEFAULT_KEY_HOST = "api.openai.com";

        /** Whether the key in OPENAI_API_KEY goes to this address by default. */
        static boolean takesDefaultKey(URI baseUrl) {
            return "https".equals(baseUrl.getScheme()) && DEFAULT_KEY_HOST.equalsIgnoreCase(baseUrl.getHost());
        }
    }

    /**
     * How much we may do at the provider, beside its own limits.
     *
     * @param queuedTokens the most estimated tokens of a model in batches that have not ended; null for no limit
     * @param queuedTokensByModel the same for single models, by their names
     * @param requestsPerMinute the most HTTP calls a minute; null for no limit
     * @param batchesPerHour the most batches created an hour
     */
    public record Limits(
            @Nullable Long queuedTokens,
            Map<String, Long> queuedTokensByModel,
            @Nullable Integer requestsPerMinute,
            int batchesPerHour) {
        public Limits {
            queuedTokensByModel = Map.copyOf(queuedTokensByModel);
        }

        /** The budget of one model; empty for no limit. */
        public OptionalLong queuedTokens(String model) {
            Long budget = queuedTokensByModel.getOrDefault(model, queuedTokens);
            return budget == null ? OptionalLong.empty() : OptionalLong.of(budget);
        }
    }

    /**
     * How to get to the provider.
     *
     * @param proxy an HTTP proxy, its name not looked up yet; null for none
     * @param trustStore PEM or PKCS12 file of certificates to trust beside the JDK's; null for none
     */
    public record Route(
            @Nullable InetSocketAddress proxy, @Nullable Path trustStore) {}
}
