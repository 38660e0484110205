package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.providers.AccountConnection.Network;
import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.http.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a provider: proxy, own certificates, time-outs. */
class NetworkTest {
    private static final String PAGE = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";

    @TempDir
    static Path folder;

    private static Path keys;
    private static Path pem;

    @BeforeAll
    static void makeACertificate() throws IOException, InterruptedException {
        SelfSigned own = SelfSigned.in(folder);
        keys = own.keys();
        pem = own.pem();
    }

    static Network quick(Duration call) {
        return new Network(null, null, Duration.ofSeconds(5), call, call);
    }

    @Test
    void goesThroughTheProxy() throws IOException {
        RawServer.Script proxy = (request, number, out) -> {
            out.write(RawServer.reply("200 OK", PAGE));
            return true;
        };
        try (RawServer server = new RawServer(proxy)) {
            Network network = new Network(
                    InetSocketAddress.createUnresolved("127.0.0.1", server.port()),
                    null,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));
            try (BatchProvider provider = Accounts.at(URI.create("http://provider.invalid/v1"), network)) {
                assertThat(provider.list(null, 1)).isInstanceOf(Outcome.Success.class);
            }
            assertThat(server.heard().getFirst().target()).isEqualTo("http://provider.invalid/v1/batches?limit=1");
        }
    }

    @Test
    void takesAProxysRefusalForTheAccountsTrouble() throws IOException {
        RawServer.Script proxy = (request, number, out) -> {
            out.write(RawServer.reply("407 Proxy Authentication Required", ""));
            return true;
        };
        try (RawServer server = new RawServer(proxy)) {
            Network network = new Network(
                    new InetSocketAddress("127.0.0.1", server.port()),
                    null,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));
            try (BatchProvider provider = Accounts.at(URI.create("http://provider.invalid/v1"), network)) {
                assertThat(provider.create(Accounts.CREATE)).isInstanceOf(Outcome.AccountBlocked.class);
            }
        }
    }

    @Test
    void trustsTheCertificatesOfAPemFile() throws IOException, GeneralSecurityException {
        assertThat(listOverTls(pem)).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void trustsTheCertificatesOfAPkcs12File() throws IOException, GeneralSecurityException {
        assertThat(listOverTls(keys)).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void trustsTheCertificatesOfAPkcs12FileWithoutPassword() throws IOException, GeneralSecurityException {
        assertThat(listOverTls(withoutPassword())).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void distrustsWhatNobodyVouchesFor() throws IOException, GeneralSecurityException {
        assertThat(listOverTls(null))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.error().code()).isEqualTo("tls_failed"));
    }

    @Test
    void namesATrustStoreThatIsNone() throws IOException {
        Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
        Network network = new Network(null, none, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        assertThatThrownBy(() -> Accounts.at(URI.create("https://localhost/v1"), network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.pem");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        RawServer server = new RawServer((request, number, out) -> false);
        server.close();
        try (BatchProvider provider = Accounts.at(server.base())) {
            assertThat(provider.retrieve("batch_1")).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
                assertThat(unavailable.error().httpStatus()).isZero();
                assertThat(unavailable.error().code()).isEqualTo("not_connected");
            });
        }
    }

    private static Outcome<BatchPage> listOverTls(Path trustStore) throws IOException, GeneralSecurityException {
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(serverContext().getSocketFactory());
            for (int i = 0; i < 3; i++) {
                server.enqueue(new MockResponse.Builder().body(PAGE).build());
            }
            server.start();
            Network network = new Network(
                    null, trustStore, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
            URI base = URI.create("https://localhost:" + server.getPort() + "/v1/");
            try (BatchProvider provider = Accounts.at(base, network)) {
                return provider.list(null, 1);
            }
        }
    }

    private static SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store(), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static Path withoutPassword() throws IOException, GeneralSecurityException {
        KeyStore open = KeyStore.getInstance("PKCS12");
        open.load(null, null);
        open.setCertificateEntry("a", store().getCertificate("a"));
        Path file = folder.resolve("open.p12");
        try (var out = Files.newOutputStream(file)) {
            open.store(out, new char[0]);
        }
        return file;
    }
}
