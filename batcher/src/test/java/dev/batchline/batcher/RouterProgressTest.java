package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Until when the requests are routed. */
class RouterProgressTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TopicPartition A = new TopicPartition("in", 0);
    private static final TopicPartition B = new TopicPartition("in", 1);

    private final RouterProgress progress = new RouterProgress();

    @Test
    void knowsNothingBeforeItsFirstLook() {
        assertThat(progress.routedUntil()).isEqualTo(Instant.MIN);
    }

    @Test
    void isUpToTheLookWhenNothingIsLeft() {
        look(0, place(100, 100), place(0, 0));

        assertThat(progress.routedUntil()).isEqualTo(NOW);
    }

    @Test
    void aBacklogIsRoutedWhenWhatLayThereIs() {
        look(0, place(100, 0), place(0, 0));
        look(1, place(500, 99), place(0, 0));
        assertThat(progress.routedUntil()).isBefore(NOW);

        look(2, place(900, 100), place(0, 0));
        assertThat(progress.routedUntil())
                .as("of what came since then some is left")
                .isEqualTo(NOW);

        look(3, place(900, 900), place(0, 0));
        assertThat(progress.routedUntil()).isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void everyPartitionCounts() {
        look(0, place(100, 100), place(100, 99));

        assertThat(progress.routedUntil()).isEqualTo(Instant.MIN);
    }

    @Test
    void aPartitionThatStandsStillDoesNotCount() {
        look(0, place(100, 99), place(10, 0));
        look(4, place(100, 99), place(10, 5));
        look(6, place(100, 99), place(10, 6));
        assertThat(progress.routedUntil()).as("the other one still moves").isEqualTo(Instant.MIN);

        look(7, place(101, 99), place(10, 10));
        assertThat(progress.routedUntil())
                .as("what stands still is passed over")
                .isEqualTo(NOW.plusSeconds(7));

        look(8, place(101, 100), place(10, 10));
        look(9, place(200, 100), place(10, 10));
        assertThat(progress.routedUntil()).as("it moves again").isEqualTo(NOW.plusSeconds(7));
    }

    private void look(int second, RouterProgress.Place first, RouterProgress.Place other) {
        progress.take(Map.of(A, first, B, other), NOW.plus(Duration.ofSeconds(second)));
    }

    private static RouterProgress.Place place(long end, long routed) {
        return new RouterProgress.Place(end, routed);
    }
}
