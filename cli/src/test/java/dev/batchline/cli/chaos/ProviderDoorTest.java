package dev.batchline.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes the door to the provider. */
class ProviderDoorTest {
    private static final String LONG = "0123456789".repeat(500);

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer provider;
    private ProviderDoor door;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                if (exchange.getRequestURI().getPath().endsWith("/batches")) {
                    go.await();
                }
                exchange.getResponseHeaders().set("x-request-id", "req");
                byte[] reply = LONG.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, reply.length);
                exchange.getResponseBody().write(reply);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        provider.start();
        door = new ProviderDoor(
                URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/v1"), 0);
    }

    @AfterEach
    void stop() {
        go.countDown();
        door.close();
        provider.stop(0);
        client.shutdownNow();
    }

    @Test
    void passesCallsWithBodiesAndHeaders() throws Exception {
        HttpResponse<String> reply = client.send(post("/files"), HttpResponse.BodyHandlers.ofString());

        assertThat(reply.body()).isEqualTo(LONG);
        assertThat(reply.headers().firstValue("x-request-id")).contains("req");
        assertThat(heard).containsExactly("POST /v1/files 5000 Bearer key");
        assertThat(door.calls()).isEqualTo(1);
    }

    @Test
    void tellsWhichCallsAreUnderWay() {
        CompletableFuture<?> call = client.sendAsync(post("/batches"), HttpResponse.BodyHandlers.ofString());
        Awaitility.await().until(() -> !heard.isEmpty());

        assertThat(door.underWay(ProviderDoor.Route.CREATE)).isTrue();
        assertThat(door.underWay(ProviderDoor.Route.UPLOAD)).isFalse();

        go.countDown();
        call.join();
        Awaitility.await().until(() -> !door.underWay(ProviderDoor.Route.CREATE));
    }

    @Test
    void breaksOffWhatIsUnderWayWhenItIsShut() {
        CompletableFuture<?> call = client.sendAsync(post("/batches"), HttpResponse.BodyHandlers.ofString());
        Awaitility.await().until(() -> !heard.isEmpty());

        door.shut();
        go.countDown();

        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.send(post("/files"), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        assertThat(heard).hasSize(1);
    }

    @Test
    void passesAgainWhenItIsOpened() throws Exception {
        door.shut();
        door.open();

        assertThat(client.send(post("/files"), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void breaksCallsOffOnTheWayThereAndOnTheWayBack() throws Exception {
        door.breakShare(1);
        List<IOException> cut = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            try {
                client.send(post("/files"), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                cut.add(e);
            }
        }

        assertThat(cut).hasSize(40);
        assertThat(heard).as("calls that the provider got to the end").hasSizeBetween(5, 35);
    }

    @Test
    void knowsCallsByWhatTheyDo() {
        assertThat(ProviderDoor.Route.of("POST", "/v1/files")).isEqualTo(ProviderDoor.Route.UPLOAD);
        assertThat(ProviderDoor.Route.of("POST", "/v1/batches")).isEqualTo(ProviderDoor.Route.CREATE);
        assertThat(ProviderDoor.Route.of("GET", "/v1/files/f/content")).isEqualTo(ProviderDoor.Route.DOWNLOAD);
        assertThat(ProviderDoor.Route.of("GET", "/v1/batches")).isEqualTo(ProviderDoor.Route.OTHER);
        assertThat(ProviderDoor.Route.of("POST", "/v1/batches/b/cancel")).isEqualTo(ProviderDoor.Route.OTHER);
    }

    private HttpRequest post(String path) {
        return HttpRequest.newBuilder(URI.create(door.url() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer key")
                .POST(HttpRequest.BodyPublishers.ofString(LONG))
                .build();
    }
}
