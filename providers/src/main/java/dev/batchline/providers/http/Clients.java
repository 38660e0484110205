package dev.batchline.providers.http;

import dev.batchline.providers.AccountConnection.Network;
import java.io.IOException;
import java.net.Proxy;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * OkHttp clients that share their connections and do nothing by themselves: no redirects, no repeats. They speak
 * HTTP/1.1, so that a connection that breaks takes one call with it and not all.
 *
 * @param calls for calls that move no file
 * @param transfers for uploads and downloads
 * @param once for the call that goes out once
 */
record Clients(OkHttpClient calls, OkHttpClient transfers, OkHttpClient once) {
    /** Where {@code Retry-After} is found, since OkHttp repeats a 503 by itself if it sees 0 in there. */
    static final String HIDDEN_RETRY_AFTER = "batchline-retry-after";

    /** A reconcile after a lost create waits for this long, so a create must not take longer. */
    private static final Duration LONGEST_ONCE = Duration.ofSeconds(60);

    /** Polls of many open batches take turns on these. */
    private static final int IDLE_CONNECTIONS = 32;

    private static final Duration KEPT_IDLE = Duration.ofMinutes(2);

    static Clients of(Network network) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, KEPT_IDLE.toSeconds(), TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .proxy(network.proxy() == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, network.proxy()))
                .connectTimeout(network.connectTimeout())
                .readTimeout(network.callTimeout())
                .writeTimeout(network.callTimeout())
                .addNetworkInterceptor(Clients::hideRetryAfter);
        if (network.trustStore() != null) {
            trust(builder, network.trustStore());
        }
        OkHttpClient calls = builder.callTimeout(network.callTimeout()).build();
        boolean shorter =
                network.callTimeout().isPositive() && network.callTimeout().compareTo(LONGEST_ONCE) < 0;
        Duration once = shorter ? network.callTimeout() : LONGEST_ONCE;
        return new Clients(
                calls,
                calls.newBuilder().callTimeout(network.transferTimeout()).build(),
                calls.newBuilder().callTimeout(once).build());
    }

    private static void trust(OkHttpClient.Builder builder, Path file) {
        try {
            X509TrustManager trusted = TrustStore.with(file);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            builder.sslSocketFactory(context.getSocketFactory(), trusted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot do TLS: " + e, e);
        }
    }

    private static Response hideRetryAfter(Interceptor.Chain chain) throws IOException {
        Response reply = chain.proceed(chain.request());
        String after = reply.header("Retry-After");
        if (after == null) {
            return reply;
        }
        return reply.newBuilder()
                .removeHeader("Retry-After")
                .header(HIDDEN_RETRY_AFTER, after)
                .build();
    }

    OkHttpClient clientFor(CallKind kind) {
        return switch (kind) {
            case ONCE -> once;
            case REPEATED, REPEATED_BUT_FOR_CONFLICTS -> calls;
            case TRANSFER -> transfers;
        };
    }

    /** Ends what is running and closes all connections. */
    void close() {
        calls.dispatcher().cancelAll();
        calls.connectionPool().evictAll();
    }
}
