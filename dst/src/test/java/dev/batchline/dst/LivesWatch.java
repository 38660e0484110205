package dev.batchline.dst;

import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Watches that nothing of a task is committed when its successor has begun: I16. A task with a lease begins with that,
 * the router, which has none, when it takes its offsets.
 */
final class LivesWatch {
    private static final String BATCHER = "batcher";

    private final ModelKafka kafka;
    private final Consumer<String> broken;
    private final Map<String, Holder> holders = new HashMap<>();
    private final Map<ModelTask, Integer> begun = new HashMap<>();
    private final Map<String, ModelTask> newest = new HashMap<>();
    private int begins;
    private final Map<Integer, TaskId> windowers = new HashMap<>();

    LivesWatch(ModelKafka kafka, Consumer<String> broken) {
        this.kafka = kafka;
        this.broken = broken;
    }

    void committed(Topic topic, ModelTransaction.Written written) {
        ModelTransaction transaction = written.record().transaction();
        if (transaction == null
                || !(written.by() instanceof ModelTask task)
                || !(transaction.writer() instanceof SimProcess writer)) {
            return;
        }
        ModelGroup group = kafka.group("batch." + writer.service());
        SimProcess owner = group.process(group.owner(task.id()));
        if (topic != Topic.LEASES) {
            wrote(topic, task, writer, owner);
        } else if (owner == writer) {
            leased(written.record(), task, writer);
        }
    }

    private void leased(ModelRecord lease, ModelTask task, SimProcess writer) {
        byte[] key = lease.key();
        if (key != null) {
            holders.put(new String(key, StandardCharsets.UTF_8), new Holder(task, writer));
        }
        if (writer.service().equals(BATCHER)) {
            windowers.put(task.id().partition(), task.id());
        }
    }

    private void wrote(Topic topic, ModelTask task, SimProcess writer, @Nullable SimProcess owner) {
        Holder holder = holders.get(task.toString());
        boolean lost = task.node().sources().contains(Topic.LEASES)
                ? holder != null && holder.process == owner && older(task, holder.task)
                : older(task, newest.get(task.toString()));
        if (lost) {
            broken.accept("I16: " + writer + " commits a record of " + topic + " for " + task
                    + ", of which another life has begun");
        }
    }

    private boolean older(ModelTask task, @Nullable ModelTask than) {
        return begun.getOrDefault(task, 0) < begun.getOrDefault(than, 0);
    }

    /** A task begins, which it does only when nothing of the one before it can be committed with offsets any more. */
    void begins(ModelTask task) {
        begun.put(task, ++begins);
        newest.put(task.toString(), task);
    }

    /** A process is about to ask for a batch of a window: its partition is not another's by then. */
    void creates(SimProcess process, WindowId window) {
        TaskId task = windowers.get(window.partition());
        ModelGroup group = kafka.group("batch." + BATCHER);
        if (task != null && group.process(group.owner(task)) != process) {
            broken.accept("rule 2: " + process + " asks for a batch of " + window + ", whose partition is not its own");
        }
    }

    /**
     * Who has the lease of a partition.
     *
     * @param task that wrote it
     * @param process whose task it is
     */
    private record Holder(ModelTask task, SimProcess process) {}
}
