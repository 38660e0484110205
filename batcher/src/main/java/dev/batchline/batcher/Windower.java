package dev.batchline.batcher;

import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.UnreadableRecordException;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills windows from the lanes topic and closes them. No record of the topic is held back: each is taken into a window,
 * told to be failed, or passed over since it was taken before.
 */
final class Windower {
    private static final Logger LOG = LoggerFactory.getLogger(Windower.class);

    private final TaskAccess access;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final WindowEvents events;
    private final SourceMarks sources;
    private final TokenRatios ratios;
    private final Spool spool;
    private final TaskMeters meters;
    private final AwaitedCreates awaited;
    private final Map<String, OpenWindow> open = new HashMap<>();
    private final Map<String, LaneView.StillOpen> stillOpen = new HashMap<>();
    private Instant lastRecord = Instant.EPOCH;
    private Duration lastTaken;
    private long repeated;

    Windower(
            TaskAccess access,
            BatcherSettings settings,
            Accounts accounts,
            WindowEvents events,
            Spool spool,
            TaskMeters meters) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.events = events;
        this.sources = new SourceMarks(access.store(SourceMarks.NAME));
        this.ratios = new TokenRatios(access.store(TokenRatios.NAME));
        this.spool = spool;
        this.meters = meters;
        this.awaited = new AwaitedCreates(accounts);
        this.lastTaken = access.clocks().elapsed();
        events.windows().forEach(this::resume);
    }

    /** Takes a record of the lanes topic. */
    void take(long offset, Record<byte[], byte[]> record) {
        lastRecord = Instant.ofEpochMilli(record.timestamp());
        lastTaken = access.clocks().elapsed();
        if (!sources.advance(offset)) {
            LOG.atWarn()
                    .addKeyValue("partition", access.partition())
                    .addKeyValue("offset", offset)
                    .log("Record of the lanes topic was taken before and is passed over: were offsets reset?");
            return;
        }
        LaneRecord taken = LaneRecord.read(offset, record.value(), record.headers());
        Optional<LaneKey> lane = lane(record.key());
        if (lane.isEmpty()) {
            fail(taken, record.value(), internal("The key of a record in the lanes topic is no lane."));
            return;
        }
        if (!sources.advance(record.headers(), taken.attempt())) {
            skipRepeated(lane.get().text(), offset);
            return;
        }
        switch (taken.request()) {
            case RequestEvent event -> add(lane.get(), taken, event, record.value());
            case ParsedRequest.Refused refused ->
                fail(taken, record.value(), internal("A routed request can no longer be read: " + refused.message()));
        }
    }

    /** Takes a window event that was read back. */
    void onWindow(Window window) {
        awaited.note(window);
    }

    /** Takes a step of the joiner: the end of a window tells how well its tokens were estimated. */
    void onJoin(JoinEvent event) {
        if (event.state() instanceof JoinState.Done done && done.tokens() != null) {
            JoinState.TokenUse use = done.tokens();
            events.windows()
                    .get(event.windowId())
                    .ifPresent(window -> ratios.learn(window.facts().lane(), use));
        }
    }

    /** Closes what a command names: a window, a lane's, or all. */
    void flush(String key) {
        for (Map.Entry<String, OpenWindow> entry : List.copyOf(open.entrySet())) {
            String lane = entry.getKey();
            String window = entry.getValue().id().text();
            if (key.equals(Command.EVERY_LANE) || key.equals(lane) || key.equals(window)) {
                close(lane, CloseTrigger.FLUSH);
            }
        }
    }

    /** Closes what may hold requests of a selection, of the lanes that a command's key names. */
    void flush(String key, Selection selection) {
        for (OpenWindow window : List.copyOf(open.values())) {
            LaneKey lane = window.facts().lane();
            if (Selections.concerns(key, lane) && window.mayHold(selection)) {
                close(lane.text(), CloseTrigger.FLUSH);
            }
        }
    }

    /**
     * Closes what has waited long enough, the oldest first.
     *
     * @param router tells for a time that is wanted until when all requests are known to be routed
     */
    void tick(UnaryOperator<Instant> router) {
        meters.show(open.values(), access.clocks());
        stillOpen.clear();
        if (open.isEmpty()) {
            return;
        }
        Instant now = access.clocks().now();
        Duration linger = settings.window().linger();
        List<OpenWindow> old = oldestFirst(now.minus(linger));
        if (old.isEmpty()) {
            return;
        }
        Instant wanted = old.getLast().facts().openedAt().plus(linger);
        WindowPolicy.Backlog backlog =
                new WindowPolicy.Backlog(lastRecord, access.clocks().elapsed().minus(lastTaken), router.apply(wanted));
        Map<String, WindowPolicy.Creations> creations = new HashMap<>();
        for (OpenWindow window : old) {
            LaneKey lane = window.facts().lane();
            WindowPolicy.Creations left = creations.computeIfAbsent(lane.pool(), pool -> awaited.of(pool, now));
            Optional<LaneView.StillOpen> still = WindowPolicy.stillOpen(window.facts(), linger, left, backlog, now);
            if (still.isPresent()) {
                stillOpen.put(lane.text(), still.get());
            } else {
                close(lane.text(), CloseTrigger.LINGER);
                creations.remove(lane.pool());
            }
        }
    }

    /** The lanes that have a window that takes requests. */
    Set<String> lanes() {
        return open.keySet();
    }

    /** The window of a lane that takes requests, as the last tick saw it. */
    Optional<LaneView.Open> open(String lane) {
        OpenWindow window = open.get(lane);
        if (window == null) {
            return Optional.empty();
        }
        LaneKey key = window.facts().lane();
        Optional<Account> way = accounts.inPool(key.pool()).stream().findFirst();
        WindowLimits limits =
                way.map(account -> limits(key, account)).orElseGet(() -> WindowLimits.of(settings.window()));
        LaneView.StillOpen still = way.isEmpty() ? new LaneView.StillOpen.NoAccount() : stillOpen.get(lane);
        Duration linger = settings.window().linger();
        return Optional.of(new LaneView.Open(window.id(), window.facts(), limits, linger, still));
    }

    /** The life ends. */
    void end() {
        awaited.end();
        meters.end();
    }

    private List<OpenWindow> oldestFirst(Instant openedUntil) {
        return open.values().stream()
                .filter(window -> !window.facts().openedAt().isAfter(openedUntil))
                .sorted(Comparator.comparing(window -> window.facts().openedAt()))
                .toList();
    }

    private void resume(Window window) {
        if (window.state() instanceof WindowState.Open) {
            WindowFacts facts = window.facts();
            int seq = Math.min(facts.requests(), facts.surrogatesFrom());
            LineMaker lines = LineMaker.withoutFilter(window.id(), seq, facts.bytesPerThousandTokens());
            open.put(facts.lane().text(), OpenWindow.resumed(window, lines));
            if (accounts.inPool(facts.lane().pool()).isEmpty()) {
                LOG.atError()
                        .addKeyValue("window", window.id())
                        .addKeyValue("pool", facts.lane().pool())
                        .log("Open window waits, since no account belongs to its pool any more: configure one");
            }
        }
        awaited.note(window);
    }

    private Optional<LaneKey> lane(byte @Nullable [] key) {
        if (key == null) {
            return Optional.empty();
        }
        String text = new String(key, StandardCharsets.UTF_8);
        OpenWindow window = open.get(text);
        try {
            return Optional.of(
                    window == null ? LaneKey.parse(text) : window.facts().lane());
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private void add(LaneKey lane, LaneRecord record, RequestEvent event, byte @Nullable [] original) {
        Optional<Account> account = accounts.inPool(lane.pool()).stream().findFirst();
        if (account.isEmpty()) {
            fail(record, original, unknownPool(lane.pool()));
            skip(lane.text(), record.offset());
            return;
        }
        Account way = account.get();
        OpenWindow window = open.get(lane.text());
        if (window == null) {
            window = begin(lane, record, way);
        }
        SpoolEntry entry =
                window.lines().make(way.provider().lines(), window.facts().requests(), record, event);
        WindowPolicy.Line line = measure(entry, event);
        WindowLimits limits = limits(lane, way);
        Optional<CloseTrigger> full = WindowPolicy.beforeLine(window.facts(), line, limits);
        if (full.isPresent()) {
            close(lane.text(), full.get());
            window = begin(lane, record, way);
            entry = window.lines().make(way.provider().lines(), 0, record, event);
            line = measure(entry, event);
        }
        spool.append(window.id(), entry);
        window.add(entry, line);
        events.windows().put(window.stored());
        if (events.selections()
                .cover(lane, entry.item().headers(), access.clocks().now())) {
            events.notes().look(window.id());
        }
        if (entry.item().wireId() != null) {
            meters.renamed();
        }
        WindowPolicy.afterLine(window.facts(), limits).ifPresent(trigger -> close(lane.text(), trigger));
    }

    private WindowLimits limits(LaneKey lane, Account way) {
        return WindowLimits.of(settings.window(), way.provider().limits(), lane.endpoint())
                .within(accounts.tokenBudget(lane));
    }

    /** What a line adds to a window. */
    static WindowPolicy.Line measure(SpoolEntry entry, RequestEvent event) {
        return new WindowPolicy.Line(
                entry.line().length + 1L, entry.item().tokens(), event.inputs(), entry.manifestBytes());
    }

    private OpenWindow begin(LaneKey lane, LaneRecord record, Account account) {
        WindowId id = WindowId.of(settings.deployment(), access.partition(), lane, record.offset());
        LineMaker lines = LineMaker.fromStart(
                id,
                account.provider().limits().customIdLength(),
                Integer.MAX_VALUE,
                ratios.of(lane).bytesPerThousandTokens());
        OpenWindow window = OpenWindow.empty(id, lane, lines, lastRecord);
        open.put(lane.text(), window);
        return window;
    }

    private void skipRepeated(String lane, long offset) {
        repeated++;
        meters.repeated();
        if (Long.bitCount(repeated) == 1) {
            LOG.atWarn()
                    .addKeyValue("partition", access.partition())
                    .addKeyValue("offset", offset)
                    .addKeyValue("in_all", repeated)
                    .log("Requests come whose source offsets were taken before; they are skipped."
                            + " Was the request topic made anew while the batcher ran? Then restart it");
        }
        skip(lane, offset);
    }

    /** Takes note that a lane's open window, if there is one, does not hold a record. */
    private void skip(String lane, long offset) {
        OpenWindow window = open.get(lane);
        if (window != null) {
            window.skip(offset);
            events.windows().put(window.stored());
            if (window.tooManyGaps()) {
                close(lane, CloseTrigger.FLUSH);
            }
        }
    }

    /** Closes a lane's window. One whose pool nobody configures stays open, since no account can be chosen for it. */
    private void close(String lane, CloseTrigger trigger) {
        OpenWindow window = open.get(lane);
        if (window == null) {
            return;
        }
        List<Account> pool = accounts.inPool(window.facts().lane().pool());
        if (pool.isEmpty()) {
            return;
        }
        open.remove(lane);
        if (window.facts().requests() == 0) {
            return;
        }
        spool.seal(window.id());
        WindowFacts facts = window.facts().closed(trigger);
        Account next =
                accounts.choose(facts.lane(), events.queued(), access.clocks().now());
        WindowState.Sealed sealed =
                new WindowState.Open().seal(next.name(), access.clocks().now());
        Window closed = window.stored().to(sealed).with(facts);
        events.put(closed);
        awaited.note(closed);
        meters.closed(facts.lane().pool(), trigger);
        LOG.atInfo()
                .addKeyValue("window", closed.id())
                .addKeyValue("lane", facts.lane())
                .addKeyValue("requests", facts.requests())
                .addKeyValue("bytes", facts.bytes())
                .addKeyValue("trigger", trigger)
                .log("Window closed");
    }

    private static Reason internal(String message) {
        return Reason.of(ErrorCode.INTERNAL_ERROR, message, Stage.SEAL);
    }

    private static Reason unknownPool(String pool) {
        return new Reason(
                ErrorCode.UNKNOWN_ACCOUNT.word(),
                "No account belongs to pool " + pool + " any more. Configure one, or send the request again through"
                        + " another.",
                true,
                null,
                Stage.SEAL);
    }

    private void fail(LaneRecord record, byte @Nullable [] original, Reason reason) {
        String customId = switch (record.request()) {
            case RequestEvent event -> event.customId();
            case ParsedRequest.Refused refused -> refused.customId();
        };
        List<Header> facts = new ArrayList<>(record.headers());
        facts.add(Header.of(Headers.ATTEMPT, Integer.toString(record.attempt())));
        new FailedItem(customId, original, facts, null, reason)
                .forward(access, access.clocks().now());
        meters.refused(reason.code());
    }
}
