package dev.batchline.providers;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one account.
 *
 * @param account our name for it
 * @param type the dialect, such as {@code openai}
 * @param baseUrl with the version path, such as {@code https://api.openai.com/v1}
 * @param credentials who we are there
 * @param network how to get there
 */
public record AccountConnection(String account, String type, URI baseUrl, Credentials credentials, Network network) {
    /**
     * Who we are at the provider.
     *
     * @param apiKey the secret; never printed
     * @param organization the provider's organization, if one has to be named
     * @param project the provider's project, if one has to be named
     */
    public record Credentials(
            String apiKey,
            @Nullable String organization,
            @Nullable String project) {
        @Override
        public String toString() {
            return "Credentials[apiKey=(hidden), organization=" + organization + ", project=" + project + "]";
        }
    }

    /**
     * How to get to the provider.
     *
     * @param proxy an HTTP proxy; null for none
     * @param trustStore PEM or PKCS12 file of certificates to trust beside the JDK's, the latter without a password or
     *     with {@code changeit}; null for none
     * @param connectTimeout for a connection
     * @param callTimeout for one attempt of a call that moves no file, and for a stall in one that does; a create takes
     *     60 s at most
     * @param transferTimeout for one attempt of an upload or download
     */
    public record Network(
            @Nullable InetSocketAddress proxy,
            @Nullable Path trustStore,
            Duration connectTimeout,
            Duration callTimeout,
            Duration transferTimeout) {
        /** No proxy, the JDK's certificates, and time-outs that suit providers and full-size files. */
        public static final Network DIRECT =
                new Network(null, null, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(30));
    }
}
