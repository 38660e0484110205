package dev.batchline.cli.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FilterInputStream;
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
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A door in front of the provider, for one process: it slows calls down, breaks some off, can be shut, and tells which
 * are on their way.
 */
final class ProviderDoor implements AutoCloseable {
    private static final Set<String> HOP =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "accept-encoding");
    private static final long BREAKS_AFTER = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final URI provider;
    private final int slowestMillis;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Map<HttpExchange, Route> underWay = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private volatile boolean shut;
    private volatile double brokenShare;

    /**
     * A door to a provider.
     *
     * @param slowestMillis calls that change something, and downloads, take up to so much longer
     */
    ProviderDoor(URI provider, int slowestMillis) {
        this.provider = provider;
        this.slowestMillis = slowestMillis;
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

    /** What the process takes for the provider's address. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + provider.getPath();
    }

    /** Calls that came through so far. */
    long calls() {
        return calls.get();
    }

    /** Whether such a call is on its way. */
    boolean underWay(Route route) {
        return underWay.containsValue(route);
    }

    /** Breaks off what is under way and all that comes. */
    void shut() {
        shut = true;
        underWay.keySet().forEach(HttpExchange::close);
    }

    void open() {
        shut = false;
    }

    /** From now on this share of the calls breaks off: on the way there, on the way back, or in a body. */
    void breakShare(double share) {
        brokenShare = share;
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }

    private void pass(HttpExchange exchange) {
        Route route =
                Route.of(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        Break broken = shut ? Break.BEFORE : draw();
        underWay.put(exchange, route);
        try (exchange) {
            if (broken != Break.BEFORE) {
                calls.incrementAndGet();
                forward(exchange, route, broken);
            }
        } catch (IOException e) {
            // The connection is cut, as it is meant to be, or the caller is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(exchange);
        }
    }

    private void forward(HttpExchange exchange, Route route, Break broken) throws IOException, InterruptedException {
        InputStream body =
                broken == Break.IN_REQUEST ? new BrokenStream(exchange.getRequestBody()) : exchange.getRequestBody();
        dawdle(route);
        HttpResponse<InputStream> reply =
                client.send(request(exchange, body), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream answer = reply.body()) {
            dawdle(route);
            if (shut || broken == Break.BEFORE_REPLY) {
                return;
            }
            reply.headers().map().forEach((name, values) -> {
                if (!HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            long length = reply.headers().firstValueAsLong("content-length").orElse(0);
            exchange.sendResponseHeaders(reply.statusCode(), length == 0 ? -1 : length);
            OutputStream out = exchange.getResponseBody();
            (broken == Break.IN_REPLY ? new BrokenStream(answer) : answer).transferTo(out);
        }
    }

    private HttpRequest request(HttpExchange exchange, InputStream body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        provider.resolve(exchange.getRequestURI().toString()))
                .timeout(PATIENCE);
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

    private Break draw() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextDouble() < brokenShare
                ? Break.values()[random.nextInt(1, Break.values().length)]
                : Break.NONE;
    }

    private void dawdle(Route route) throws InterruptedException {
        if (route != Route.OTHER && slowestMillis > 0) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(slowestMillis / 4, slowestMillis) / 2);
        }
    }

    /** What a call does. */
    enum Route {
        UPLOAD,
        CREATE,
        DOWNLOAD,
        OTHER;

        static Route of(String method, String path) {
            if (method.equals("POST") && path.endsWith("/files")) {
                return UPLOAD;
            }
            if (method.equals("POST") && path.endsWith("/batches")) {
                return CREATE;
            }
            return method.equals("GET") && path.endsWith("/content") ? DOWNLOAD : OTHER;
        }
    }

    /** Where a call breaks off. */
    private enum Break {
        NONE,
        BEFORE,
        IN_REQUEST,
        BEFORE_REPLY,
        IN_REPLY
    }

    /** A body that breaks off after some bytes. */
    private static final class BrokenStream extends FilterInputStream {
        private long left = BREAKS_AFTER;

        BrokenStream(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (left == 0) {
                throw new IOException("the connection is cut");
            }
            int read = super.read(target, from, (int) Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
