package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.letters.LetterScan.Range;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How far a replay has come, and what it remembers. */
class JobPlacesTest {
    private static final TopicPartition A = new TopicPartition("letters", 0);
    private static final TopicPartition B = new TopicPartition("letters", 1);
    private static final JobIdentity IDENTITY =
            new JobIdentity(Instant.parse("2026-11-22T03:00:00.123Z"), "0123456789abcdef", "-id_of-topic");

    private final JobPlaces places = JobPlaces.begin(IDENTITY, Map.of(A, new Range(10, 20), B, new Range(0, 0)));

    @Test
    void areReadAsTheyWereCommitted() {
        places.passed(A, 12, true);
        places.passed(A, 13, false);

        JobPlaces read = JobPlaces.read(places.offsets()).orElseThrow();

        assertThat(read.identity()).isEqualTo(IDENTITY);
        assertThat(read.left()).isEqualTo(Map.of(A, new Range(14, 20), B, new Range(0, 0)));
        assertThat(read.sent()).isEqualTo(1);
        assertThat(read.anyLeft()).isTrue();
        assertThat(read.moved()).isFalse();
    }

    @Test
    void areNotThereInAGroupOfAnother() {
        assertThat(JobPlaces.read(Map.of())).isEmpty();
        assertThat(JobPlaces.read(Map.of(A, new OffsetAndMetadata(3, "theirs"))))
                .isEmpty();
    }

    @Test
    void knowWhenThereIsNothingToCommit() {
        assertThat(places.moved()).isTrue();
        places.kept();
        assertThat(places.moved()).isFalse();
        places.passed(A, 10, false);
        assertThat(places.moved()).isTrue();
        places.finish();
        places.kept();
        places.finish();
        assertThat(places.moved()).isFalse();
        assertThat(places.anyLeft()).isFalse();
    }

    @Test
    void leaveOutWhatTheTopicHasNoMore() {
        assertThat(places.clip(Map.of(A, new Range(5, 30), B, new Range(0, 9)))).isZero();
        assertThat(places.clip(Map.of(A, new Range(13, 30), B, new Range(0, 9))))
                .isEqualTo(3);
        assertThat(places.left().get(A)).isEqualTo(new Range(13, 20));
        assertThat(places.clip(Map.of(A, new Range(25, 30), B, new Range(0, 9))))
                .isEqualTo(7);
        assertThat(places.anyLeft()).isFalse();
    }
}
