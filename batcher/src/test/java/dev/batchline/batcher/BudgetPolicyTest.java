package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.batcher.BudgetPolicy.Belief;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a window's tokens fit, and how long a full queue is remembered. */
class BudgetPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void fitsUpToTheLimitAndWhenItIsAlone() {
        assertThat(BudgetPolicy.fits(10, 90, 100)).isTrue();
        assertThat(BudgetPolicy.fits(11, 90, 100)).isFalse();
        assertThat(BudgetPolicy.fits(500, 0, 100)).isTrue();
        assertThat(BudgetPolicy.fits(1, 1, 0)).isFalse();
        assertThat(BudgetPolicy.fits(10, Long.MAX_VALUE / 2, Account.NO_BUDGET)).isTrue();
    }

    @Test
    void believesInASmallerQueueForAWhile() {
        Belief belief = BudgetPolicy.refused(60, Optional.empty(), NOW);
        assertThat(BudgetPolicy.limit(100, Optional.of(belief), NOW)).isEqualTo(60);
        assertThat(BudgetPolicy.limit(50, Optional.of(belief), NOW)).isEqualTo(50);
        assertThat(BudgetPolicy.limit(100, Optional.of(belief), belief.until())).isEqualTo(100);
        assertThat(BudgetPolicy.limit(100, Optional.empty(), NOW)).isEqualTo(100);
    }

    @Test
    void believesLongerWithEachRefusalInARowAndAtMostAnHour() {
        Optional<Belief> belief = Optional.empty();
        Duration last = Duration.ZERO;
        for (int i = 0; i < 4; i++) {
            Belief next = BudgetPolicy.refused(60, belief, NOW);
            assertThat(Duration.between(NOW, next.until())).isGreaterThan(last);
            last = Duration.between(NOW, next.until());
            belief = Optional.of(next);
        }
        for (int i = 0; i < 9; i++) {
            belief = Optional.of(BudgetPolicy.refused(60, belief, NOW));
        }
        assertThat(belief.get().until()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        Belief first = BudgetPolicy.refused(60, Optional.of(BudgetPolicy.taken(belief.get())), NOW);
        assertThat(first.until()).as("a batch was taken between").isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }
}
