package dev.batchline.batcher;

import dev.batchline.providers.ProviderLimits;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells beforehand into which windows requests would go, by the policies that the batcher goes by, without Kafka and
 * without a provider. It takes them for all there is: they come at once, and nothing is queued at the provider. It
 * holds a few facts for each lane and no requests.
 */
public final class WindowForecast {
    private static final DeploymentId NOWHERE = new DeploymentId("forecast");

    /** As long as the id of a topic, and about as long as the name of one. */
    private static final String SOME_TOPIC = "A".repeat(22);

    private final Accounts accounts;
    private final BatcherSettings.WindowCeilings ceilings;
    private final RoutePolicy routes;
    private final Map<LaneKey, Filling> lanes = new LinkedHashMap<>();
    private final Map<String, QueueForecast> queues = new LinkedHashMap<>();
    private long offset;

    /**
     * A forecast for an installation.
     *
     * @param accounts of which only the limits are used
     * @param ceilings for every window
     */
    public WindowForecast(
            Accounts accounts, BatcherSettings.WindowCeilings ceilings, int requestMaxBytes, String completionWindow) {
        this.accounts = accounts;
        this.ceilings = ceilings;
        this.routes = new RoutePolicy(accounts, requestMaxBytes, completionWindow);
    }

    /** Takes the next request, as it would stand on a request topic. */
    public Taken take(byte[] value, List<Header> headers) {
        return switch (routes.route(value, headers)) {
            case RoutePolicy.Route.Refused refused -> new Taken.Refused(refused.reason());
            case RoutePolicy.Route.ToLane to -> {
                RequestEvent event = event(value);
                fill(to.lane(), event, headers);
                yield new Taken.Into(to.lane(), event);
            }
        };
    }

    /** What the requests so far come to, lane by lane; their last windows count as closed. */
    public List<LaneForecast> lanes() {
        Map<String, QueueForecast> queued = new LinkedHashMap<>();
        queues.forEach((group, queue) -> queued.put(group, queue.copy()));
        lanes.forEach((lane, filling) -> {
            if (filling.window.facts().requests() > 0) {
                queued.computeIfAbsent(lane.budgetGroup(), group -> new QueueForecast(budget(lane)))
                        .add(filling.window.facts().tokens());
            }
        });
        List<LaneForecast> all = new ArrayList<>();
        lanes.forEach((lane, filling) -> {
            QueueForecast queue = queued.get(lane.budgetGroup());
            int last = filling.window.facts().requests() > 0 ? 1 : 0;
            all.add(new LaneForecast(lane, filling.closed + last, budget(lane), queue == null ? 0 : queue.rounds()));
        });
        return all;
    }

    /** The same for requests of equal size, of which only these numbers are known. */
    public LaneForecast uniform(LaneKey lane, long requests, long promptTokens) {
        WindowLimits limits = limits(lane);
        long tokens = Math.max(1, Math.ceilDiv(promptTokens, requests));
        long bytes = Math.max(1, tokens * TokenEstimate.USUAL_BYTES_PER_THOUSAND / 1_000);
        long each =
                Math.max(1, Math.min(limits.requests(), Math.min(limits.tokens() / tokens, limits.bytes() / bytes)));
        long windows = Math.ceilDiv(requests, each);
        long budget = budget(lane);
        long atOnce = Math.max(1, budget / (each * tokens));
        return new LaneForecast(lane, windows, budget, Math.ceilDiv(windows, atOnce));
    }

    private void fill(LaneKey lane, RequestEvent event, List<Header> headers) {
        Filling filling = lanes.computeIfAbsent(lane, first -> new Filling(begin(lane)));
        LaneRecord record = new LaneRecord(offset++, event, carried(headers), 1);
        Account way = accounts.inPool(lane.pool()).getFirst();
        SpoolEntry entry = make(filling.window, way, record, event);
        WindowLimits limits = limits(lane);
        if (WindowPolicy.beforeLine(filling.window.facts(), Windower.measure(entry, event), limits)
                .isPresent()) {
            close(lane, filling);
            entry = make(filling.window, way, record, event);
        }
        filling.window.add(entry, Windower.measure(entry, event));
        if (WindowPolicy.afterLine(filling.window.facts(), limits).isPresent()) {
            close(lane, filling);
        }
    }

    private static SpoolEntry make(OpenWindow window, Account way, LaneRecord record, RequestEvent event) {
        return window.lines().make(way.provider().lines(), window.facts().requests(), record, event);
    }

    private void close(LaneKey lane, Filling filling) {
        queues.computeIfAbsent(lane.budgetGroup(), group -> new QueueForecast(budget(lane)))
                .add(filling.window.facts().tokens());
        filling.closed++;
        filling.window = begin(lane);
    }

    private OpenWindow begin(LaneKey lane) {
        WindowId id = WindowId.of(NOWHERE, 0, lane, offset);
        ProviderLimits provider =
                accounts.inPool(lane.pool()).getFirst().provider().limits();
        LineMaker lines = LineMaker.fromStart(
                id, provider.customIdLength(), Integer.MAX_VALUE, TokenRatio.USUAL.bytesPerThousandTokens());
        return OpenWindow.empty(id, lane, lines, Instant.EPOCH);
    }

    private WindowLimits limits(LaneKey lane) {
        ProviderLimits provider =
                accounts.inPool(lane.pool()).getFirst().provider().limits();
        return WindowLimits.of(ceilings, provider, lane.endpoint()).within(accounts.tokenBudget(lane));
    }

    /** What all of a lane's accounts together take of its model at a time. */
    private long budget(LaneKey lane) {
        long sum = 0;
        for (Account account : accounts.inPool(lane.pool())) {
            long budget = account.tokenBudget(lane.model());
            if (budget >= Account.NO_BUDGET - sum) {
                return Account.NO_BUDGET;
            }
            sum += budget;
        }
        return sum;
    }

    /** What is carried to the manifest: the request's own headers, and where it stood. */
    private List<Header> carried(List<Header> headers) {
        List<Header> all = new ArrayList<>(RoutePolicy.carried(headers));
        all.add(Header.of(Headers.SOURCE_TOPIC, SOME_TOPIC));
        all.add(Header.of(Headers.SOURCE_PARTITION, "0"));
        all.add(Header.of(Headers.SOURCE_OFFSET, Long.toString(offset)));
        all.add(Header.of(Headers.SOURCE_TOPIC_ID, SOME_TOPIC));
        return all;
    }

    private static RequestEvent event(byte[] value) {
        return switch (RequestEvent.parse(value)) {
            case RequestEvent event -> event;
            case ParsedRequest.Refused refused ->
                throw new IllegalStateException("a routed request can no longer be read: " + refused.message());
        };
    }

    /** What becomes of a request. */
    public sealed interface Taken {
        /**
         * It goes into a window.
         *
         * @param lane the window's
         * @param request as it was read
         */
        record Into(LaneKey lane, RequestEvent request) implements Taken {}

        /**
         * It would fail without reaching a provider.
         *
         * @param reason why
         */
        record Refused(Reason reason) implements Taken {}
    }

    /** A lane whose windows fill one after the other. */
    private static final class Filling {
        private OpenWindow window;
        private long closed;

        Filling(OpenWindow window) {
            this.window = window;
        }
    }
}
