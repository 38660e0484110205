package dev.batchline.cli.replay;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.AdminCalls;
import dev.batchline.runtime.topics.Grant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The consumer group whose committed offsets say how far a replay has come; it has no members. */
final class JobGroup {
    private final BatchlineConfig config;
    private final String name;

    JobGroup(BatchlineConfig config, String job) {
        this.config = config;
        this.name = ReplayNames.group(config, job);
    }

    /**
     * What it has committed.
     *
     * @param settled whether to wait for transactions that are open, which ones that died may have left for a while
     */
    Map<TopicPartition, OffsetAndMetadata> committed(boolean settled) {
        ListConsumerGroupOffsetsOptions options = new ListConsumerGroupOffsetsOptions().requireStable(settled);
        try (Admin admin = Admin.create(config.kafka().adminProperties())) {
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(AdminCalls.await(
                    admin.listConsumerGroupOffsets(name, options).partitionsToOffsetAndMetadata(),
                    "read the offsets of group " + name,
                    Grant.group(name)));
            committed.values().removeIf(Objects::isNull);
            return committed;
        }
    }
}
