package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long it stands that operators want no work on some requests. */
class SelectionsTest {
    private static final Instant NOW = SettableClocks.START;
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final Selection ACME =
            new Selection("acme", null, List.of(new Selection.End("id-of-requests", List.of(9L))));
    private static final List<Header> SENT_BEFORE = List.of(
            Header.of(Headers.TENANT, "acme"),
            Header.of(Headers.SOURCE_TOPIC, "requests"),
            Header.of(Headers.SOURCE_TOPIC_ID, "id-of-requests"),
            Header.of(Headers.SOURCE_PARTITION, "0"),
            Header.of(Headers.SOURCE_OFFSET, "1"));

    @Test
    void aWishStandsSevenDaysThoughNoOtherOneComes() {
        FakeTask task = new FakeTask(new SettableClocks());
        new Selections(task.store(SubmitNotes.NAME)).take(Command.EVERY_LANE, ACME, NOW);
        Selections restored = new Selections(task.store(SubmitNotes.NAME));
        Instant last = NOW.plus(Selections.STANDS_FOR);

        assertThat(restored.of(LANE, last)).containsExactly(ACME);
        assertThat(restored.cover(LANE, SENT_BEFORE, last)).isTrue();
        assertThat(restored.of(LANE, last.plusMillis(1))).isEmpty();
        assertThat(restored.cover(LANE, SENT_BEFORE, last.plusMillis(1))).isFalse();
    }
}
