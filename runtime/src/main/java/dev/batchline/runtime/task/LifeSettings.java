package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.operations.Operations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the lives of a service's tasks have in common.
 *
 * @param operations what they count, tell and remember
 * @param names the topics
 * @param sessionTimeout after which the group gives a silent member's partitions to another
 * @param requestMaxBytes the largest request, from which the limits of the topics follow
 * @param clocks the process's clocks
 * @param lane where its calls run
 * @param lives draws the id of each life; no two are the same, whichever process draws them
 */
public record LifeSettings(
        Operations operations,
        TopicNames names,
        Duration sessionTimeout,
        int requestMaxBytes,
        Clocks clocks,
        EffectLane lane,
        Supplier<String> lives) {
    public LifeSettings {
        operations.runtimeMeters().unfinishedCalls(lane::unfinished);
    }

    /** Lives whose ids are random UUIDs. */
    public LifeSettings(
            Operations operations,
            TopicNames names,
            Duration sessionTimeout,
            int requestMaxBytes,
            Clocks clocks,
            EffectLane lane) {
        this(
                operations,
                names,
                sessionTimeout,
                requestMaxBytes,
                clocks,
                lane,
                () -> UUID.randomUUID().toString());
    }

    /** Lives of a service whose health nobody asks for. */
    public LifeSettings( // checkstyle: ParameterNumber because it is the record with the operations unfolded
            String service,
            TopicNames names,
            Duration sessionTimeout,
            int requestMaxBytes,
            Clocks clocks,
            EffectLane lane,
            MeterRegistry meters) {
        this(
                new Operations(service, meters, new HealthReasons()),
                names,
                sessionTimeout,
                requestMaxBytes,
                clocks,
                lane);
    }

    /** The service's word, such as {@code batcher}. */
    public String service() {
        return operations.service();
    }

    /** Where they count. */
    public MeterRegistry meters() {
        return operations.meters();
    }

    /** Where they tell why the process is not as well as it should be. */
    public HealthReasons health() {
        return operations.health();
    }
}
