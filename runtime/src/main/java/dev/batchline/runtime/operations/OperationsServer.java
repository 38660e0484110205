package dev.batchline.runtime.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics}. It answers to whoever can reach its address,
 * and only tells.
 */
public final class OperationsServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<HealthReport> health;
    private final PrometheusMeterRegistry meters;

    private OperationsServer(
            HttpServer server, ExecutorService threads, Supplier<HealthReport> health, PrometheusMeterRegistry meters) {
        this.server = server;
        this.threads = threads;
        this.health = health;
        this.meters = meters;
    }

    /**
     * Starts it; throws a {@link java.net.BindException} if the address cannot be had.
     *
     * @param address where it listens; port 0 for any free one
     * @param health how the process is, asked anew for each answer
     */
    public static OperationsServer start(
            InetSocketAddress address, Supplier<HealthReport> health, PrometheusMeterRegistry meters)
            throws IOException {
        HttpServer http = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("operations-", 0).factory());
        OperationsServer server = new OperationsServer(http, threads, health, meters);
        http.setExecutor(threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = Set.of("GET", "HEAD").contains(exchange.getRequestMethod())
                    ? answer(exchange.getRequestURI().getPath(), accepted(exchange))
                    : Answer.json(NOT_ALLOWED, JSON.createObjectNode().put("error", "only GET is answered"));
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer answer(String path, @Nullable String accepted) throws IOException {
        return switch (path) {
            case "/health/live" -> live(health.get());
            case "/health/ready" -> ready(health.get());
            case "/metrics" -> metrics(Objects.requireNonNullElse(accepted, PROMETHEUS_TYPE));
            default ->
                Answer.json(
                        NOT_FOUND,
                        JSON.createObjectNode().put("error", "there are /health/live, /health/ready and /metrics"));
        };
    }

    private static Answer live(HealthReport report) throws JsonProcessingException {
        ObjectNode body = JSON.createObjectNode().put("status", report.dead() ? "DOWN" : "UP");
        return Answer.json(report.dead() ? UNAVAILABLE : OK, body);
    }

    private static Answer ready(HealthReport report) throws JsonProcessingException {
        ObjectNode body = JSON.createObjectNode();
        body.put("status", report.status().name());
        ObjectNode services = body.putObject("services");
        report.services()
                .forEach((name, state) ->
                        services.putObject(name).put("state", state.name().toLowerCase(Locale.ROOT)));
        var reasons = body.putArray("reasons");
        report.reasons()
                .forEach(
                        reason -> reasons.addObject().put("code", reason.code()).put("text", reason.text()));
        return Answer.json(report.status().ready() ? OK : UNAVAILABLE, body);
    }

    private Answer metrics(String accepted) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean open = accepted.contains("application/openmetrics-text");
        String type = open ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : PROMETHEUS_TYPE;
        meters.scrape(body, type);
        return new Answer(OK, type, body.toByteArray());
    }

    private static @Nullable String accepted(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Accept");
    }

    /**
     * What is answered.
     *
     * @param status of HTTP
     * @param type of the body
     * @param body the bytes
     */
    // An array as component is right here: it is made for one answer and nobody keeps it.
    private record Answer(int status, String type, byte[] body) {
        static Answer json(int status, ObjectNode body) throws JsonProcessingException {
            return new Answer(status, JSON_TYPE, JSON.writeValueAsBytes(body));
        }
    }
}
