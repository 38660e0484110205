package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the topics are to be created. */
class TopicTest {
    private static final int REQUEST_MAX = 8 * 1024 * 1024;

    @Test
    void keepsLanesForEverUnderBrokerTime() {
        assertThat(Topic.LANES.config(REQUEST_MAX))
                .isEqualTo(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "retention.bytes", "-1",
                        "max.message.bytes", "8454144",
                        "message.timestamp.type", "LogAppendTime"));
    }

    @Test
    void compactsWithSmallSegments() {
        assertThat(Topic.WINDOWS.config(REQUEST_MAX))
                .isEqualTo(Map.of(
                        "cleanup.policy", "compact",
                        "retention.ms", "-1",
                        "max.message.bytes", "1048576",
                        "segment.bytes", "16777216",
                        "segment.ms", "600000",
                        "min.cleanable.dirty.ratio", "0.1"));
    }

    @Test
    void compactsAndDeletesJoins() {
        assertThat(Topic.JOINS.config(REQUEST_MAX))
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "2592000000")
                .containsEntry("segment.bytes", "16777216");
    }

    @Test
    void leavesRoomAboveTheLargestRequest() {
        for (Topic topic : new Topic[] {Topic.REQUESTS, Topic.LANES, Topic.DEAD_LETTERS}) {
            assertThat(topic.maxMessageBytes(REQUEST_MAX)).isEqualTo(REQUEST_MAX + 64 * 1024);
        }
        assertThat(Topic.HEADROOM_BYTES)
                .isGreaterThan(Headers.CARRIED_MAX_BYTES
                        + Headers.ERROR_MESSAGE_MAX_BYTES
                        + 2 * RequestEvent.CUSTOM_ID_MAX_BYTES);
    }

    @Test
    void makesResultsAtLeastAsLargeAsRequests() {
        assertThat(Topic.RESULTS_COMPLETED.maxMessageBytes(REQUEST_MAX)).isEqualTo(16 * 1024 * 1024);
        assertThat(Topic.RESULTS_FAILED.maxMessageBytes(32 * 1024 * 1024)).isEqualTo(32 * 1024 * 1024 + 64 * 1024);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhoWritesAndReadsIt(Topic topic) {
        assertThat(topic.writers()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(topic.readers()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(topic.internal()
                        || topic.readers().contains("users")
                        || topic.writers().contains("users"))
                .isTrue();
        assertThat(topic.name("team.")).isEqualTo("team." + topic.suffix());
    }

    @Test
    void namesEachTopicOnce() {
        assertThat(Arrays.stream(Topic.values()).map(Topic::suffix)).doesNotHaveDuplicates();
    }
}
