package dev.batchline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

/** What a person is told when records are gone that were to be read next. */
class LostRecordsTest {
    private static final TopicPartition LANES = new TopicPartition("batch.lanes", 3);

    @Test
    void namesTopicPartitionOffsetAndWhatToDo() {
        Exception failure =
                new StreamsException("no reset policy", new OffsetOutOfRangeException(Map.of(LANES, 4711L)));
        assertThat(LostRecords.message(failure, "batch.batcher"))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("offset 4711 of batch.lanes-3")
                        .contains("--group batch.batcher --topic batch.lanes")
                        .contains("--to-earliest"));
    }

    @Test
    void knowsAGroupWithoutOffsets() {
        assertThat(LostRecords.message(new NoOffsetForPartitionException(Set.of(LANES)), "batch.batcher"))
                .hasValueSatisfying(message -> assertThat(message).contains("batch.lanes-3"));
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(LostRecords.message(new IllegalStateException(new RuntimeException("x")), "g"))
                .isEmpty();
    }
}
