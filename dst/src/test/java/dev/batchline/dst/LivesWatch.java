package dev.batchline.dst;

import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Watches that nothing of a task is committed by a process whose successor has begun: I16. */
final class LivesWatch {
    private final ModelKafka kafka;
    private final Consumer<String> broken;
    private final Map<String, SimProcess> holders = new HashMap<>();

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
            return;
        }
        SimProcess holder = holders.get(task.toString());
        if (holder != null && holder != writer && holder == owner) {
            broken.accept(
                    "I16: " + writer + " commits a record of " + topic + " for " + task + ", which is " + owner + "'s");
        }
    }
}
