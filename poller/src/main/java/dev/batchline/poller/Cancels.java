package dev.batchline.poller;

import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the batcher for the end of batches: of those that nobody waits for, and of those past their time. */
final class Cancels {
    private static final Logger LOG = LoggerFactory.getLogger(Cancels.class);
    private static final int MOST_STRAYS = 1_000;
    private static final Duration ALARM_EVERY = Duration.ofHours(1);
    private static final String PAST_ITS_TIME = "It is past its time.";

    private final TaskAccess access;
    private final PollerMeters meters;
    private final Map<String, OpenBatch.Asks> strays = new LinkedHashMap<>();
    private final Map<String, Instant> alarms = new HashMap<>();

    Cancels(TaskAccess access, PollerMeters meters) {
        this.access = access;
        this.meters = meters;
    }

    /** A batch that nobody waits for runs; its end is asked for, again after a while. */
    void stray(StrayKind kind, Inbox.Seen seen) {
        Instant now = access.clocks().now();
        String batchId = seen.batch().id();
        OpenBatch.Asks asked = strays.get(batchId);
        if (!PollPolicy.asksForCancel(asked, now)) {
            return;
        }
        strays.remove(batchId);
        strays.put(batchId, PollPolicy.asked(asked, now));
        if (strays.size() > MOST_STRAYS) {
            strays.remove(strays.keySet().iterator().next());
        }
        meters.stray(kind, seen.account());
        LOG.atWarn()
                .addKeyValue("window", seen.marks().window())
                .addKeyValue("batch", batchId)
                .addKeyValue("account", seen.account())
                .addKeyValue("submission", seen.marks().submission())
                .addKeyValue("kind", kind)
                .log("A batch runs that nobody waits for; its end is asked for");
        ask(seen.marks().window(), Command.cancelBatch(batchId, seen.account(), kind.reason(), now));
    }

    /** A batch does not run any more. */
    void ended(String batchId) {
        strays.remove(batchId);
    }

    /** A window's batch has ended, or the window is gone: there is no alarm about it any more. */
    void settled(String windowId) {
        alarms.remove(windowId);
    }

    /** Raises the alarm about a batch that is past its time, once in a while; does nothing about any other. */
    void alarm(OpenBatch batch) {
        Instant now = access.clocks().now();
        String id = batch.windowId().text();
        Instant last = alarms.get(id);
        boolean quiet = last != null && now.isBefore(last.plus(ALARM_EVERY));
        if (quiet || !now.isAfter(PollPolicy.overdueFrom(batch))) {
            return;
        }
        alarms.put(id, now);
        LOG.atError()
                .addKeyValue("window", id)
                .addKeyValue("batch", batch.batchId())
                .addKeyValue("account", batch.account())
                .addKeyValue("status", batch.status())
                .addKeyValue("deadline", batch.watch().deadline())
                .log("Batch is past its time and has not ended");
    }

    /**
     * Asks for the end of a batch that the provider has just shown as running, if it is past its time and it is time
     * to ask; answers what to remember.
     */
    OpenBatch overdue(OpenBatch batch) {
        Instant now = access.clocks().now();
        OpenBatch.Watch watch = batch.watch();
        String batchId = batch.batchId();
        boolean past = now.isAfter(PollPolicy.overdueFrom(batch));
        if (!past || batchId == null || !PollPolicy.asksForCancel(watch.asks(), now)) {
            return batch;
        }
        ask(batch.windowId(), Command.cancelBatch(batchId, batch.account(), PAST_ITS_TIME, now));
        return batch.watched(
                new OpenBatch.Watch(watch.deadline(), watch.absence(), PollPolicy.asked(watch.asks(), now)));
    }

    private void ask(WindowId window, Command command) {
        access.forward(
                Topic.COMMANDS,
                window.text().getBytes(StandardCharsets.UTF_8),
                JsonCodec.COMMAND.encode(command),
                List.of());
    }
}
