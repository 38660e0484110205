package dev.batchline.dst;

import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.TaskId;

/** Watches that nothing of a task is committed by a process whose successor has begun: I16. */
final class LivesWatch {
    private static final String BATCHER = "batcher";

    private final ModelKafka kafka;
    private final Consumer<String> broken;
    private final Map<String, SimProcess> holders = new HashMap<>();
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
        if (topic == Topic.LEASES) {
            byte[] key = written.record().key();
            if (owner == writer && key != null) {
                holders.put(new String(key, StandardCharsets.UTF_8), writer);
            }
            if (writer.service().equals(BATCHER)) {
                windowers.put(task.id().partition(), task.id());
            }
            return;
        }
        SimProcess holder = holders.get(task.toString());
        if (holder != null && holder != writer && holder == owner) {
            broken.accept(
                    "I16: " + writer + " commits a record of " + topic + " for " + task + ", which is " + owner + "'s");
        }
    }

    /** A process is about to ask for a batch of a window: its partition is not another's by then. */
    void creates(SimProcess process, WindowId window) {
        TaskId task = windowers.get(window.partition());
        ModelGroup group = kafka.group("batch." + BATCHER);
        if (task != null && group.process(group.owner(task)) != process) {
            broken.accept("rule 2: " + process + " asks for a batch of " + window + ", whose partition is not its own");
        }
    }
}
