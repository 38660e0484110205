package dev.batchline.runtime.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.config.TopicSettings;
import dev.batchline.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found wrong with a topic. */
class TopicPolicyTest {
    private static final int REQUEST_MAX = 1_000_000;

    private final TopicPolicy policy =
            new TopicPolicy(new TopicSettings("batch.", List.of("batch.requests"), 6, (short) -1, REQUEST_MAX));

    @ParameterizedTest
    @EnumSource(Topic.class)
    void findsNothingWrongWithATopicMadeByTheCatalogue(Topic topic) {
        assertThat(policy.problems(state(topic, 6, Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void missesATopicThatIsNotThere(Topic topic) {
        assertThat(policy.problems(TopicState.missing(topic, "batch.x")))
                .containsExactly(new TopicProblem.Missing(topic, "batch.x"));
    }

    @Test
    void wantsTheSamePartitionsOfInternalTopicsOnly() {
        assertThat(policy.problems(state(Topic.WINDOWS, 12, Map.of())))
                .containsExactly(new TopicProblem.WrongPartitions(Topic.WINDOWS, "batch.windows", 12, 6));
        assertThat(policy.problems(state(Topic.RESULTS_COMPLETED, 12, Map.of())))
                .isEmpty();
    }

    @Test
    void wantsLanesKeptUntilTheyArePurged() {
        assertThat(settings(state(Topic.LANES, 6, Map.of("retention.ms", "604800000", "retention.bytes", "1000"))))
                .containsExactly("retention.ms", "retention.bytes");
        assertThat(settings(state(Topic.LANES, 6, Map.of("message.timestamp.type", "CreateTime"))))
                .containsExactly("message.timestamp.type");
    }

    @Test
    void takesALongerRetentionAndRefusesAShorterOne() {
        assertThat(settings(state(Topic.COMMANDS, 6, Map.of("retention.ms", "-1"))))
                .isEmpty();
        assertThat(settings(state(Topic.COMMANDS, 6, Map.of("retention.ms", "604800001"))))
                .isEmpty();
        assertThat(settings(state(Topic.COMMANDS, 6, Map.of("retention.ms", "604799999"))))
                .containsExactly("retention.ms");
        assertThat(settings(state(Topic.DEAD_LETTERS, 6, Map.of("retention.ms", "1"))))
                .isEmpty();
    }

    @Test
    void readsTheWordsOfACleanupPolicyInAnyOrder() {
        assertThat(settings(state(Topic.JOINS, 6, Map.of("cleanup.policy", "delete,compact"))))
                .isEmpty();
        assertThat(settings(state(Topic.JOINS, 6, Map.of("cleanup.policy", "delete"))))
                .containsExactly("cleanup.policy");
        assertThat(settings(state(Topic.RESULTS_FAILED, 6, Map.of("cleanup.policy", "compact"))))
                .containsExactly("cleanup.policy");
    }

    @Test
    void wantsRoomForTheLargestRequest() {
        assertThat(policy.problems(state(Topic.DEAD_LETTERS, 6, Map.of("max.message.bytes", "1048588"))))
                .containsExactly(new TopicProblem.RecordsTooSmall(
                        Topic.DEAD_LETTERS, "batch.dead-letters", 1_048_588, REQUEST_MAX + 65_536));
    }

    @Test
    void leavesRequestTopicsToTheirUsers() {
        assertThat(policy.problems(
                        state(Topic.REQUESTS, 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "10"))))
                .isEmpty();
    }

    @Test
    void saysWhatToDo() {
        assertThat(policy.problems(state(Topic.WINDOWS, 6, Map.of("cleanup.policy", "delete")))
                        .getFirst()
                        .sentence())
                .isEqualTo("Topic batch.windows has cleanup.policy=delete, expected compact. Set it: kafka-configs.sh "
                        + "--alter --entity-type topics --entity-name batch.windows --add-config "
                        + "cleanup.policy=[compact].");
    }

    private List<String> settings(TopicState state) {
        return policy.problems(state).stream()
                .map(TopicProblem.WrongSetting.class::cast)
                .map(TopicProblem.WrongSetting::setting)
                .toList();
    }

    private static TopicState state(Topic topic, int partitions, Map<String, String> changes) {
        Map<String, String> config = new HashMap<>(topic.config(REQUEST_MAX));
        config.putAll(changes);
        return new TopicState(topic, topic.name("batch."), partitions, 1, config);
    }
}
