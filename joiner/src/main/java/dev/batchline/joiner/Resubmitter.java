package dev.batchline.joiner;

import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes unfinished requests to the lanes topic again when their time has come, whatever became of their window. */
final class Resubmitter {
    private static final Logger LOG = LoggerFactory.getLogger(Resubmitter.class);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final BackOff TROUBLE = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final TaskAccess access;
    private final JoinerShell.Parts parts;
    private final Workplace place;
    private final Map<String, Integer> failures = new HashMap<>();
    private final AtomicLong items = new AtomicLong();

    Resubmitter(TaskAccess access, JoinerShell.Parts parts, Workplace place) {
        this.access = access;
        this.parts = parts;
        this.place = place;
    }

    /** A life begins: every group gets its time. */
    void begin() {
        long[] waiting = {0};
        place.store().forEachResubmission((key, group) -> {
            place.agenda().put(key, group.notBefore());
            waiting[0] += group.size();
        });
        items.set(waiting[0]);
    }

    /** How many items wait; any thread may ask. */
    long items() {
        return items.get();
    }

    /** The requests of a part that is published now wait until they are sent again. */
    void wait(WindowId window, Chunk chunk) {
        Instant now = access.clocks().now();
        Instant due = now.plus(parts.settings().resubmitBackOff().after(chunk.attempt()));
        keep(Resubmission.key(window, chunk.from()), Resubmission.again(window, chunk.resubmitted(), due));
    }

    /** The requests of a part that is published now were not submitted: they are sent again at once. */
    void release(WindowId window, Chunk chunk) {
        Instant now = access.clocks().now();
        keep(Resubmission.key(window, chunk.from()), Resubmission.released(window, chunk.resubmitted(), now));
    }

    private void keep(String key, Resubmission group) {
        place.store().put(key, group);
        place.agenda().put(key, group.notBefore());
        items.addAndGet(group.size());
    }

    /** The time of a group has come. */
    void send(String key, Resubmission group) {
        boolean started = access.effects()
                .start(
                        new EffectKey(key, group.version()),
                        new ResubmitTask(group, parts.log()),
                        batch -> onRead(key, group, batch),
                        failure -> onFailure(key, failure));
        if (!started) {
            place.agenda().put(key, access.clocks().now().plus(SOON));
        }
    }

    private void onFailure(String key, Exception failure) {
        LOG.atError().setCause(failure).addKeyValue("group", key).log("Sending again failed and is tried again");
        Duration wait = TROUBLE.after(failures.merge(key, 1, Integer::sum));
        place.agenda().put(key, access.clocks().now().plus(wait));
    }

    private void onRead(String key, Resubmission group, ResubmitTask.Batch batch) {
        failures.remove(key);
        for (ResubmitTask.Again again : batch.records()) {
            access.forward(Topic.LANES, again.lane(), again.value(), again.headers());
        }
        items.addAndGet(-batch.records().size());
        Resubmission rest = group.after(batch.lastOffset());
        if (!rest.requests().isEmpty()) {
            place.store().put(key, rest);
            place.agenda().put(key, access.clocks().now());
            return;
        }
        place.store().removeResubmission(key);
        Optional<Join> join = place.store().join(Resubmission.windowOf(key));
        if (join.isPresent()) {
            place.store().put(join.get().with(join.get().progress().oneLessWaiting()));
            place.agenda().put(Resubmission.windowOf(key), access.clocks().now());
        }
    }
}
