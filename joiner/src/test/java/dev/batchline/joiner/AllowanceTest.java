package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bytes that are shared out among the lives of a process. */
class AllowanceTest {
    private static final Duration NOW = Duration.ofMinutes(1);

    private final Allowance allowance = new Allowance(100);
    private final Allowance.Share one = allowance.share("one");
    private final Allowance.Share other = allowance.share("other");

    @Test
    void givesWhatThereIsOverAllLives() {
        assertThat(one.more("a", 60, NOW)).isTrue();
        assertThat(other.more("a", 41, NOW)).isFalse();
        assertThat(other.more("a", 40, NOW)).isTrue();
        assertThat(one.total()).isEqualTo(60);
        assertThat(allowance.taken()).isEqualTo(100);
    }

    @Test
    void givesAnythingWhenNobodyHasAny() {
        assertThat(one.more("a", 1_000, NOW)).isTrue();
        assertThat(other.more("b", 1, NOW)).isFalse();
        one.release("a");
        assertThat(other.more("b", 1_000, NOW)).isTrue();
    }

    @Test
    void servesFirstWhoWasRefusedFirstWhileItGoesOnAsking() {
        assertThat(one.more("a", 60, NOW)).isTrue();
        assertThat(one.more("large", 90, NOW)).isFalse();
        assertThat(other.more("small", 10, NOW)).isFalse();
        assertThat(other.more("small", 10, NOW.plusSeconds(6))).isTrue();
    }

    @Test
    void countsWhatIsReallyTaken() {
        one.more("a", 60, NOW);
        one.settle("a", 95);
        assertThat(other.more("b", 10, NOW)).isFalse();
        one.settle("a", 5);
        assertThat(other.more("b", 10, NOW)).isTrue();
        assertThat(allowance.taken()).isEqualTo(15);
    }

    @Test
    void keepsWhatIsHandedOverUntilItIsFreed() {
        one.more("a", 60, NOW);
        one.more("b", 30, NOW);
        Runnable some = one.handOver("a");
        Runnable rest = one.handOver();
        assertThat(one.total()).isZero();
        assertThat(allowance.taken()).isEqualTo(90);
        some.run();
        assertThat(allowance.taken()).isEqualTo(30);
        rest.run();
        assertThat(allowance.taken()).isZero();
    }

    @Test
    void freesEverythingOfLifeThatEnds() {
        one.more("a", 60, NOW);
        one.more("b", 30, NOW);
        one.end();
        assertThat(allowance.taken()).isZero();
        assertThat(one.total()).isZero();
    }
}
