package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a container's health check says. */
class HealthcheckTest {
    private HttpServer server;
    private int status = 200;
    private String body = "{\"status\":\"UP\",\"services\":{},\"reasons\":[]}";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean known = exchange.getRequestURI().getPath().matches("/health/ready|/other");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? status : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void isContentWithAServiceThatIsReady() {
        assertThat(Run.of("healthcheck", "--url", url()))
                .isEqualTo(new Run(0, url() + "/health/ready answers 200: UP\n", ""));
        assertThat(Run.of("healthcheck", "--url", url() + "/other").exitCode()).isZero();
    }

    @Test
    void failsForAServiceThatIsNotReady() {
        status = 503;
        body = "{\"status\":\"DOWN\",\"reasons\":[\"starting\"]}";

        assertThat(Run.of("healthcheck", "--url", url()))
                .isEqualTo(new Run(1, url() + "/health/ready answers 503: DOWN [\"starting\"]\n", ""));
    }

    @Test
    void needsNoJson() {
        body = "fine";

        assertThat(Run.of("healthcheck", "--url", url()).out()).isEqualTo(url() + "/health/ready answers 200\n");
    }

    @Test
    void failsIfNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Run run = Run.of("healthcheck", "--url", "http://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("127.0.0.1:" + port + "/health/ready does not answer");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
