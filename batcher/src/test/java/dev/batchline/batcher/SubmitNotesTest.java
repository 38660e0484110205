package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.WindowId;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What is kept of operators' wishes, and what an older version makes of it. */
class SubmitNotesTest {
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 7);
    private static final String ALL_OF_IT_IS_UNWANTED = "cancel/" + ID.text();
    private static final List<Selection> SOME =
            List.of(new Selection("acme", null, List.of(new Selection.End("id-of-requests", List.of(7L)))));

    private final FakeTask task = new FakeTask(new SettableClocks());
    private final KeyValueStore<String, byte[]> store = task.store(SubmitNotes.NAME);
    private final SubmitNotes notes = new SubmitNotes(store);

    @Test
    void anOlderVersionReadsNoWishAboutSomeRequestsAsOneAboutAll() {
        notes.look(ID);
        assertThat(notes.wish(ID)).isEqualTo(Wish.LOOK);
        assertThat(store.get(ALL_OF_IT_IS_UNWANTED)).isNull();
        notes.part(ID, SOME);
        assertThat(notes.wish(ID)).isEqualTo(Wish.PART);
        assertThat(notes.only(ID)).contains(SOME);
        assertThat(store.get(ALL_OF_IT_IS_UNWANTED)).isNull();
        notes.spare(ID);
        assertThat(notes.wish(ID)).isEqualTo(Wish.NONE);

        notes.part(ID, SOME);
        notes.cancel(ID);
        assertThat(store.get(ALL_OF_IT_IS_UNWANTED)).isNotNull();
        assertThat(notes.wish(ID)).isEqualTo(Wish.WHOLE);
        assertThat(notes.only(ID)).isEmpty();
        notes.look(ID);
        assertThat(notes.wish(ID)).as("it stays so").isEqualTo(Wish.WHOLE);
    }

    @Test
    void nothingIsKeptOfAWindowThatIsDone() {
        notes.ended(ID, "batch");
        notes.part(ID, SOME);
        notes.cancel(ID);
        notes.forget(ID);
        notes.look(ID);
        notes.forget(ID);
        assertThat(task.stored().get(SubmitNotes.NAME)).isEmpty();
    }
}
