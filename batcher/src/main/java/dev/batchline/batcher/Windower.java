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
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills windows from the lanes topic and closes them. */
final class Windower {
    private static final Logger LOG = LoggerFactory.getLogger(Windower.class);

    private final TaskAccess access;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final WindowStore windows;
    private final WindowEvents events;
    private final SourceMarks sources;
    private final Spool spool;
    private final Map<String, OpenWindow> open = new HashMap<>();
    private Instant lastRecord = Instant.EPOCH;
    private Duration lastTaken;
    private long repeated;

    Windower(
            TaskAccess access,
            BatcherSettings settings,
            Accounts accounts,
            WindowStore windows,
            WindowEvents events,
            Spool spool) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.windows = windows;
        this.events = events;
        this.sources = new SourceMarks(access.store(SourceMarks.NAME));
        this.spool = spool;
        this.lastTaken = access.clocks().elapsed();
        windows.forEach(this::resume);
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
        String lane = new String(record.key(), StandardCharsets.UTF_8);
        LaneRecord taken = LaneRecord.read(offset, record.value(), record.headers());
        if (!sources.advance(record.headers(), taken.attempt())) {
            skip(lane, offset);
            return;
        }
        switch (taken.request()) {
            case RequestEvent event -> add(lane, taken, event);
            case ParsedRequest.Refused refused -> fail(taken, record.value(), refused);
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

    /** Closes what has waited long enough. */
    void tick() {
        if (open.isEmpty()) {
            return;
        }
        Instant now = access.clocks().now();
        WindowPolicy.Backlog backlog =
                new WindowPolicy.Backlog(lastRecord, access.clocks().elapsed().minus(lastTaken));
        for (Map.Entry<String, OpenWindow> entry : List.copyOf(open.entrySet())) {
            if (WindowPolicy.lingerOver(
                    entry.getValue().facts(), settings.window().linger(), backlog, now)) {
                close(entry.getKey(), CloseTrigger.LINGER);
            }
        }
    }

    private void resume(Window window) {
        if (window.state() instanceof WindowState.Open) {
            LaneKey lane = window.facts().lane();
            int seq = Math.min(window.facts().requests(), window.facts().surrogatesFrom());
            LineMaker lines = LineMaker.withoutFilter(account(lane).provider().lines(), window.id(), seq);
            open.put(lane.text(), OpenWindow.resumed(window, lines));
        }
    }

    private void add(String laneText, LaneRecord record, RequestEvent event) {
        OpenWindow window = open.get(laneText);
        if (window == null) {
            window = begin(laneText, record);
        }
        SpoolEntry entry = window.lines().make(window.facts().requests(), record, event);
        WindowPolicy.Line line = measure(entry, event);
        WindowLimits limits = limits(window.facts().lane());
        Optional<CloseTrigger> full = WindowPolicy.beforeLine(window.facts(), line, limits);
        if (full.isPresent()) {
            close(laneText, full.get());
            window = begin(laneText, record);
            entry = window.lines().make(0, record, event);
            line = measure(entry, event);
        }
        spool.append(window.id(), entry);
        window.add(entry, line);
        windows.put(window.stored());
        WindowPolicy.afterLine(window.facts(), limits).ifPresent(trigger -> close(laneText, trigger));
    }

    private static WindowPolicy.Line measure(SpoolEntry entry, RequestEvent event) {
        return new WindowPolicy.Line(entry.line().length + 1L, entry.item().tokens(), event.inputs());
    }

    private OpenWindow begin(String laneText, LaneRecord record) {
        LaneKey lane = LaneKey.parse(laneText);
        WindowId id = WindowId.of(settings.deployment(), access.partition(), lane, record.offset());
        Account account = account(lane);
        LineMaker lines = LineMaker.fromStart(
                account.provider().lines(), id, account.provider().limits().customIdLength(), Integer.MAX_VALUE);
        OpenWindow window = OpenWindow.empty(id, lane, lines, lastRecord);
        open.put(laneText, window);
        return window;
    }

    private void skip(String lane, long offset) {
        repeated++;
        if (Long.bitCount(repeated) == 1) {
            LOG.atWarn()
                    .addKeyValue("partition", access.partition())
                    .addKeyValue("offset", offset)
                    .addKeyValue("in_all", repeated)
                    .log("Requests come whose source offsets were taken before; they are skipped."
                            + " Was the request topic made anew while the batcher ran? Then restart it");
        }
        OpenWindow window = open.get(lane);
        if (window != null) {
            window.skip(offset);
            windows.put(window.stored());
            if (window.tooManyGaps()) {
                close(lane, CloseTrigger.FLUSH);
            }
        }
    }

    private void close(String lane, CloseTrigger trigger) {
        OpenWindow window = open.remove(lane);
        if (window == null || window.facts().requests() == 0) {
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
        LOG.atInfo()
                .addKeyValue("window", closed.id())
                .addKeyValue("lane", facts.lane())
                .addKeyValue("requests", facts.requests())
                .addKeyValue("bytes", facts.bytes())
                .addKeyValue("trigger", trigger)
                .log("Window closed");
    }

    private void fail(LaneRecord record, byte[] original, ParsedRequest.Refused refused) {
        Reason reason = Reason.of(
                ErrorCode.INTERNAL_ERROR, "A routed request can no longer be read: " + refused.message(), Stage.SEAL);
        List<Header> facts = new ArrayList<>(record.headers());
        facts.add(Header.of(Headers.ATTEMPT, Integer.toString(record.attempt())));
        new FailedItem(refused.customId(), original, facts, null, reason)
                .forward(access, access.clocks().now());
    }

    private WindowLimits limits(LaneKey lane) {
        return WindowLimits.of(settings.window(), account(lane).provider().limits(), lane.endpoint())
                .within(accounts.tokenBudget(lane));
    }

    /** The account that a lane's windows go through. */
    private Account account(LaneKey lane) {
        return accounts.inPool(lane.pool()).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the lanes topic holds requests of pool " + lane.pool()
                        + ", which no configured account belongs to: configure it again until they are done"));
    }
}
