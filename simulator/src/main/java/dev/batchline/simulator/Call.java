package dev.batchline.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One HTTP call: what it asks and how it is answered. */
final class Call {

    private static final int LONGEST_JSON = 1 << 20;

    private final HttpExchange exchange;
    private final InstantSource time;
    private final Instant began;
    private final List<String> segments;
    private final Map<String, String> query;
    private OptionalInt lostReply = OptionalInt.empty();
    private @Nullable Reply otherReply;

    Call(HttpExchange exchange, InstantSource time) {
        this.exchange = exchange;
        this.time = time;
        this.began = time.instant();
        String path = exchange.getRequestURI().getPath();
        this.segments = List.of(path.replaceAll("^/+|/+$", "").split("/+", -1));
        this.query = parse(exchange.getRequestURI().getRawQuery());
    }

    /** Method and path with {@code *} in the place of an id, as in {@code GET /v1/files/*}. */
    String route() {
        StringBuilder route = new StringBuilder(exchange.getRequestMethod()).append(' ');
        for (int i = 0; i < segments.size(); i++) {
            boolean id = i == 2 && segments.getFirst().equals("v1");
            route.append('/').append(id ? "*" : segments.get(i));
        }
        return route.toString();
    }

    String describe() {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    /** The id in the path. */
    String id() {
        return segments.get(2);
    }

    @Nullable
    String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    @Nullable
    String query(String name) {
        return query.get(name);
    }

    /** A whole number from the query within bounds, or 400. */
    int queryNumber(String name, int fallback, int most) {
        String given = query.get(name);
        if (given == null) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(given);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("Invalid '" + name + "': expected an integer, got '" + given + "'.", name);
        }
        throw ApiException.badRequest(
                "Invalid '" + name + "': expected a value from 1 to " + most + ", got " + given + ".", name);
    }

    InputStream body() {
        return exchange.getRequestBody();
    }

    /** The body's bytes, if it is a short one. */
    byte[] shortBody() throws IOException {
        return body().readNBytes(LONGEST_JSON);
    }

    /** The body as a JSON object, or 400. */
    JsonNode json() throws IOException {
        byte[] bytes = shortBody();
        try {
            JsonNode node = Json.MAPPER.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw unparseable();
        }
        throw unparseable();
    }

    /** Keeps the coming reply from the caller, who gets this status instead; 0 cuts the connection. */
    void loseReply(int status) {
        lostReply = OptionalInt.of(status);
    }

    /** Keeps the coming reply from the caller, who gets this text instead. */
    void replaceReply(int status, String text) {
        otherReply = new Reply(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with JSON, compressed if the caller accepts that. */
    void reply(int status, ObjectNode json) throws IOException {
        if (lostReply.isPresent()) {
            int instead = lostReply.getAsInt();
            lostReply = OptionalInt.empty();
            if (instead != 0) {
                reply(instead, ApiException.scripted(instead, null).body());
            }
            return;
        }
        Reply other = otherReply;
        if (other != null) {
            otherReply = null;
            replyJson(other.status, other.body);
            return;
        }
        replyJson(status, Json.MAPPER.writeValueAsBytes(json));
    }

    /** Answers with JSON text, compressed if the caller accepts that. */
    void replyJson(int status, byte[] json) throws IOException {
        byte[] bytes = json;
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (acceptsGzip()) {
            bytes = gzip(bytes);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        try (OutputStream out = open(status, bytes.length)) {
            out.write(bytes);
        }
    }

    void setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Starts a reply of so many bytes; fewer written cut the connection, -1 sends chunks. */
    OutputStream open(int status, long length) throws IOException {
        body().transferTo(OutputStream.nullOutputStream());
        long tookMillis = Duration.between(began, time.instant()).toMillis();
        setHeader("x-request-id", "req_" + Ids.hex());
        setHeader("openai-version", "2020-10-01");
        setHeader("openai-organization", "simulated");
        setHeader("openai-processing-ms", Long.toString(tookMillis));
        // The server reads 0 as "chunked" and -1 as "empty".
        long announced = length == 0 ? -1 : Math.max(length, 0);
        exchange.sendResponseHeaders(status, announced);
        return exchange.getResponseBody();
    }

    boolean answered() {
        return exchange.getResponseCode() >= 0;
    }

    /** Ends the call; without a reply before, the connection is cut. */
    void close() {
        exchange.close();
    }

    private boolean acceptsGzip() {
        String accepted = header("Accept-Encoding");
        return accepted != null
                && accepted.toLowerCase(Locale.ROOT).matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\b).*");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static ApiException unparseable() {
        return new ApiException(400, "We could not parse the JSON body of your request.", null, null);
    }

    private static Map<String, String> parse(@Nullable String rawQuery) {
        Map<String, String> query = new HashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.put(decode(name), decode(value));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /**
     * A reply that was not computed.
     *
     * @param status its status
     * @param body its body
     */
    private record Reply(int status, byte[] body) {}
}
