package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.kafka.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * What the lives of a service's tasks have in common.
 *
 * @param service the service's word, such as {@code batcher}
 * @param names the topics
 * @param sessionTimeout after which the group gives a silent member's partitions to another
 * @param requestMaxBytes the largest request, from which the limits of the topics follow
 * @param clocks the process's clocks
 * @param lane where its calls run
 * @param meters where it counts
 */
public record LifeSettings(
        String service,
        TopicNames names,
        Duration sessionTimeout,
        int requestMaxBytes,
        Clocks clocks,
        EffectLane lane,
        MeterRegistry meters) {}
