package dev.batchline.cli.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of some requests of a window that holds three. */
class ItemsPlanTest {
    @ParameterizedTest
    @CsvSource({
        "sealed, , 1, TAKEN_OUT, true",
        "uploaded, , 2, TAKEN_OUT_OR_LEFT, true",
        "in_progress, batch_1, 2, LEFT_SHARED, false",
        "submitted, batch_1, 1, LEFT_SHARED, false",
        "failed, batch_1, 1, NOT_AGAIN, true",
        "in_progress, batch_1, 3, AS_A_WHOLE, true",
        "uploaded, , 3, AS_A_WHOLE, true",
        "cancelling, batch_1, 1, AS_A_WHOLE, true",
        "publishing, batch_1, 1, AS_A_WHOLE, false",
        "rejected, , 1, AS_A_WHOLE, false"
    })
    void followsFromWhereItStandsAndWhatElseItHolds(
            String word, @Nullable String batch, long items, ItemsPlan plan, boolean acts) {
        BatchLine line = line(batch, word);
        assertThat(ItemsPlan.of(line, items)).isEqualTo(plan);
        assertThat(plan.acts(line)).isEqualTo(acts);
        assertThat(plan.words(line, items)).isNotEmpty().doesNotContain("%");
    }

    private static BatchLine line(@Nullable String batch, String word) {
        LaneKey lane = new LaneKey("openai", "/v1/chat/completions", "m", "24h");
        return new BatchLine(
                WindowId.of(DeploymentId.of("cluster", "topic"), 1, lane, 7),
                batch,
                "openai",
                lane.model(),
                new BatchLine.Standing(word, Instant.EPOCH),
                Instant.EPOCH,
                new BatchLine.Counts(3, 0, 0, 0),
                1,
                false);
    }
}
