package dev.batchline.runtime.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered over HTTP. */
class OperationsServerTest {
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthReasons reasons = new HealthReasons();
    private final Map<String, ServiceState> services = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private OperationsServer server;

    @BeforeEach
    void start() throws IOException {
        server = OperationsServer.start(
                new InetSocketAddress("127.0.0.1", 0), () -> new HealthReport(services, reasons.raised()), meters);
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void isReadyOnceEveryServiceHasItsTasks() throws Exception {
        services.put("batcher", ServiceState.RUNNING);
        services.put("poller", ServiceState.STARTING);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode())
                .as("a process that starts is not to be killed")
                .isEqualTo(200);

        services.put("poller", ServiceState.RUNNING);
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ready.body())
                .isEqualTo("{\"status\":\"UP\",\"services\":{\"batcher\":{\"state\":\"running\"},"
                        + "\"poller\":{\"state\":\"running\"}},\"reasons\":[]}");
    }

    @Test
    void saysWhyItIsDegradedAndStaysReady() throws Exception {
        services.put("batcher", ServiceState.RUNNING);
        reasons.raise("provider_unreachable/openai", "openai has not answered for 3 min.");
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"status\":\"DEGRADED\"")
                .contains("{\"code\":\"provider_unreachable/openai\",\"text\":\"openai has not answered for 3 min.\"}");
    }

    @Test
    void isNeitherLiveNorReadyWhenAServiceHasEnded() throws Exception {
        services.put("batcher", ServiceState.DEAD);
        Map<String, Integer> answers = new LinkedHashMap<>();
        for (String path : new String[] {"/health/live", "/health/ready"}) {
            answers.put(path, get(path).statusCode());
        }
        assertThat(answers).containsValues(503).doesNotContainValue(200);
    }

    @Test
    void givesMetersInTheFormThatIsAskedFor() throws Exception {
        Operations operations = new Operations("batcher", meters, reasons);
        operations.runtimeMeters().threadRestarted();
        HttpResponse<String> plain = get("/metrics");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).contains("batchline_thread_restarts_total{service=\"batcher\"} 1.0");

        HttpResponse<String> open = http.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
                        .build(),
                BodyHandlers.ofString());
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
        HttpRequest post = request("/health/live")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        HttpRequest head = request("/health/live").HEAD().build();
        assertThat(http.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhenItsAddressIsTaken() {
        assertThat(server.port()).isPositive();
        assertThatThrownBy(() -> OperationsServer.start(
                        new InetSocketAddress("127.0.0.1", server.port()),
                        () -> new HealthReport(services, reasons.raised()),
                        meters))
                .isInstanceOf(BindException.class);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }
}
