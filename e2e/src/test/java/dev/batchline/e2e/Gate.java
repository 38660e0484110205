package dev.batchline.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A door in front of the provider: it notes every call, and keeps some of them waiting. */
final class Gate implements AutoCloseable {
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]+)\\.jsonl\"");
    private static final int HEAD = 2_048;
    private static final Set<String> HOP =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "accept-encoding");

    private final URI provider;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Queue<Passage> calls = new ConcurrentLinkedQueue<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final Map<String, String> windows = new ConcurrentHashMap<>();

    /** A door to a provider. */
    Gate(URI provider) {
        this.provider = provider;
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    /** What the services take for the provider's address. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Keeps calls waiting from now on. */
    Hold hold(Hold.Side side, Predicate<Passage> which) {
        return add(new Hold(side, which, Integer.MAX_VALUE));
    }

    /** Keeps the next such call waiting. */
    Hold holdOne(Hold.Side side, Predicate<Passage> which) {
        return add(new Hold(side, which, 1));
    }

    private Hold add(Hold hold) {
        holds.add(hold);
        return hold;
    }

    /** The calls of a route so far. */
    Stream<Passage> calls(String route) {
        return calls.stream().filter(call -> call.is(route));
    }

    /** The window that a batch or a file was made for, as far as it was made through this gate; else nothing. */
    String windowOf(String id) {
        return windows.getOrDefault(id, "");
    }

    @Override
    public void close() {
        holds.forEach(Hold::release);
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        Passage call = Passage.of(exchange);
        try (exchange) {
            InputStream body = look(call, exchange.getRequestBody());
            calls.add(call);
            wait(Hold.Side.BEFORE_PROVIDER, call);
            HttpRequest request = request(exchange, body);
            if (call.is(Passage.DOWNLOAD)) {
                stream(exchange, call, client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
            } else {
                reply(exchange, call, client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            call.over();
        }
    }

    private HttpRequest request(HttpExchange exchange, InputStream body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(provider.resolve(exchange.getRequestURI().toString()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        boolean bodied = exchange.getRequestMethod().equals("POST");
        return request.method(
                        exchange.getRequestMethod(),
                        bodied
                                ? HttpRequest.BodyPublishers.ofInputStream(() -> body)
                                : HttpRequest.BodyPublishers.noBody())
                .build();
    }

    /** Finds out what a call is about from the beginning of its body, and gives the whole body. */
    private InputStream look(Passage call, InputStream body) throws IOException {
        switch (call.route()) {
            case Passage.UPLOAD -> {
                BufferedInputStream buffered = new BufferedInputStream(body, 64 * 1024);
                buffered.mark(HEAD);
                Matcher name = FILE_NAME.matcher(new String(buffered.readNBytes(HEAD), StandardCharsets.UTF_8));
                buffered.reset();
                call.about(name.find() ? name.group(1) : "");
                return buffered;
            }
            case Passage.CREATE -> {
                byte[] all = body.readAllBytes();
                call.about(Passage.json(all)
                        .path("metadata")
                        .path("batchline-window")
                        .asText());
                return new ByteArrayInputStream(all);
            }
            default -> {
                call.about(windowOf(call.id()));
                return body;
            }
        }
    }

    private void reply(HttpExchange exchange, Passage call, HttpResponse<byte[]> reply)
            throws IOException, InterruptedException {
        byte[] body = reply.body();
        if (reply.statusCode() == 200) {
            learn(call, Passage.json(body));
        }
        wait(Hold.Side.BEFORE_REPLY, call);
        headers(exchange, reply);
        exchange.sendResponseHeaders(reply.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        call.answered(reply.statusCode());
    }

    private void stream(HttpExchange exchange, Passage call, HttpResponse<InputStream> reply)
            throws IOException, InterruptedException {
        try (InputStream body = reply.body()) {
            wait(Hold.Side.BEFORE_REPLY, call);
            headers(exchange, reply);
            long length = reply.headers().firstValueAsLong("content-length").orElse(0);
            exchange.sendResponseHeaders(reply.statusCode(), length == 0 ? -1 : length);
            OutputStream out = exchange.getResponseBody();
            body.transferTo(out);
            call.answered(reply.statusCode());
        }
    }

    private static void headers(HttpExchange exchange, HttpResponse<?> reply) {
        reply.headers().map().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
    }

    private void learn(Passage call, JsonNode reply) {
        if (call.is(Passage.UPLOAD) || call.is(Passage.CREATE)) {
            windows.put(reply.path("id").asText(), call.window());
        } else if (call.is(Passage.POLL)) {
            learnFiles(reply);
        } else if (call.is(Passage.LIST)) {
            reply.path("data").forEach(this::learnFiles);
        }
    }

    private void learnFiles(JsonNode batch) {
        String window = windowOf(batch.path("id").asText());
        for (String file : List.of("output_file_id", "error_file_id")) {
            if (!window.isEmpty() && batch.path(file).isTextual()) {
                windows.put(batch.path(file).asText(), window);
            }
        }
    }

    private void wait(Hold.Side side, Passage call) throws InterruptedException {
        for (Hold hold : holds) {
            hold.pass(side, call);
        }
    }
}
