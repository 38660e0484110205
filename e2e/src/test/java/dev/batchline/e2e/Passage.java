package dev.batchline.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call on its way through the gate: what it asks, and what became of it. */
final class Passage {
    static final String UPLOAD = "POST /v1/files";
    static final String CREATE = "POST /v1/batches";
    static final String LIST = "GET /v1/batches";
    static final String POLL = "GET /v1/batches/*";
    static final String CANCEL = "POST /v1/batches/*/cancel";
    static final String DOWNLOAD = "GET /v1/files/*/content";
    static final String DELETE = "DELETE /v1/files/*";

    private static final Pattern PATH = Pattern.compile("(/v1/[a-z]+)(?:/([^/]+)(/[a-z]+)?)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String route;
    private final String id;
    private final String key;
    private final Instant began = Instant.now();
    private volatile String window = "";
    private volatile int status;
    private volatile @Nullable Instant ended;

    private Passage(String route, String id, String key) {
        this.route = route;
        this.id = id;
        this.key = key;
    }

    static Passage of(HttpExchange exchange) {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches()) {
            throw new IllegalArgumentException("a call of " + exchange.getRequestURI());
        }
        String id = path.group(2) == null ? "" : path.group(2);
        String tail = path.group(3) == null ? "" : path.group(3);
        String route = exchange.getRequestMethod() + " " + path.group(1) + (id.isEmpty() ? "" : "/*") + tail;
        String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return new Passage(route, id, key.substring(key.indexOf(' ') + 1));
    }

    /** Method and path with {@code *} in the place of an id. */
    String route() {
        return route;
    }

    /** The id in the path, or nothing. */
    String id() {
        return id;
    }

    /** The key of the caller, which tells one installation from another. */
    String key() {
        return key;
    }

    /** The window that it is about, as far as the gate can tell. */
    String window() {
        return window;
    }

    Instant began() {
        return began;
    }

    /** The status of the reply; 0 while there is none. */
    int status() {
        return status;
    }

    /** Whether it had come and was not answered at that moment. */
    boolean underWay(Instant at) {
        Instant end = ended;
        return !began.isAfter(at) && (end == null || end.isAfter(at));
    }

    boolean is(String wanted) {
        return route.equals(wanted);
    }

    void about(String windowId) {
        window = windowId;
    }

    void answered(int code) {
        status = code;
        ended = Instant.now();
    }

    /** It is over, answered or not. */
    void over() {
        if (ended == null) {
            ended = Instant.now();
        }
    }

    static JsonNode json(byte[] body) throws IOException {
        return JSON.readTree(body);
    }

    @Override
    public String toString() {
        return began + " " + route + " " + id + " " + window + " by " + key + ": " + status;
    }
}
