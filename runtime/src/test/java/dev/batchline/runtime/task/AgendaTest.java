package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an agenda gives and when. */
class AgendaTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Agenda agenda = new Agenda();

    @Test
    void givesWhatIsDueEarliestFirst() {
        agenda.put("late", NOON);
        agenda.put("early", NOON.minusSeconds(9));
        agenda.put("tomorrow", NOON.plusSeconds(1));

        assertThat(agenda.due(NOON)).containsExactly("early", "late");
        assertThat(agenda.due(NOON)).isEmpty();
        assertThat(agenda.due(NOON.plusSeconds(1))).containsExactly("tomorrow");
    }

    @Test
    void keepsEachSubjectOnceWithItsLastTime() {
        agenda.put("w", NOON);
        agenda.put("w", NOON.plusSeconds(5));
        assertThat(agenda.due(NOON)).isEmpty();
        assertThat(agenda.dueAt("w")).contains(NOON.plusSeconds(5));

        agenda.put("w", NOON.minusSeconds(5));
        assertThat(agenda.due(NOON.plusSeconds(5))).containsExactly("w");
        assertThat(agenda.dueAt("w")).isEmpty();
    }

    @Test
    void keepsSubjectsOfTheSameTimeApart() {
        agenda.put("b", NOON);
        agenda.put("a", NOON);
        assertThat(agenda.due(NOON)).containsExactly("a", "b");
    }

    @Test
    void forgetsASubject() {
        agenda.put("w", NOON);
        agenda.remove("w");
        agenda.remove("never put");
        assertThat(agenda.due(NOON)).isEmpty();
        assertThat(agenda.dueAt("w")).isEmpty();
    }
}
