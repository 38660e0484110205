package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Lease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a life begins, how long its lease holds and when it is lost. */
class LifetimeTest {
    private static final Duration SESSION = Duration.ofSeconds(10);

    private final SettableClocks clocks = new SettableClocks();
    private final Lifetime life = new Lifetime("mine", SESSION);

    @Test
    void beginsOnlyWithItsOwnLeaseReadBack() {
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isTrue();
        Lease mine = write();

        assertThat(life.begun()).isFalse();
        assertThat(life.readBack(Lease.of("earlier", clocks.now()))).isFalse();
        assertThat(life.begun()).isFalse();
        assertThat(life.lost()).isFalse();
        assertThat(holds()).isFalse();

        assertThat(life.readBack(mine)).isTrue();
        assertThat(life.begun()).isTrue();
        assertThat(holds()).isTrue();
    }

    @Test
    void beginsOnce() {
        assertThat(life.readBack(write())).isTrue();
        clocks.pass(Duration.ofSeconds(3));
        assertThat(life.readBack(write())).isFalse();
        assertThat(life.begun()).isTrue();
    }

    @Test
    void isRenewedEachQuarterOfASession() {
        write();
        clocks.pass(Duration.ofMillis(2_499));
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isFalse();
        clocks.pass(Duration.ofMillis(1));
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isTrue();
    }

    @Test
    void isRenewedInTimeAlthoughTheTimeOfDayWasSetBack() {
        write();
        clocks.jump(Duration.ofHours(-1));
        clocks.pass(Duration.ofMillis(2_500));
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isTrue();
    }

    @Test
    void holdsForHalfASessionAfterItWasWritten() {
        Lease mine = write();
        clocks.pass(Duration.ofMillis(1_000));
        life.readBack(mine);
        clocks.pass(Duration.ofMillis(3_999));
        assertThat(holds()).isTrue();
        clocks.pass(Duration.ofMillis(1));
        assertThat(holds()).isFalse();
    }

    @Test
    void holdsFromTheNewestLeaseThatWasReadBack() {
        life.readBack(write());
        clocks.pass(Duration.ofMillis(2_500));
        Lease second = write();
        clocks.pass(Duration.ofMillis(2_500));
        assertThat(holds()).as("the second lease was written but not read back").isFalse();
        life.readBack(second);
        assertThat(holds()).isTrue();
        clocks.pass(Duration.ofMillis(2_500));
        assertThat(holds()).isFalse();
    }

    @Test
    void ignoresThatItsOwnLeaseIsReadTwice() {
        Lease mine = write();
        life.readBack(mine);
        clocks.pass(Duration.ofSeconds(2));
        assertThat(life.readBack(mine)).isFalse();
        clocks.pass(Duration.ofSeconds(3));
        assertThat(holds()).isFalse();
    }

    @Test
    void doesNotHoldAfterAFreezeThatOnlyTheTimeOfDaySees() {
        life.readBack(write());
        clocks.jump(Duration.ofSeconds(5));
        assertThat(holds()).isFalse();
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isTrue();
    }

    @Test
    void doesNotHoldLongerBecauseTheTimeOfDayWasSetBack() {
        life.readBack(write());
        clocks.jump(Duration.ofHours(-1));
        clocks.passUnseen(Duration.ofMillis(4_999));
        assertThat(holds()).isTrue();
        clocks.passUnseen(Duration.ofMillis(1));
        assertThat(holds()).isFalse();
    }

    @Test
    void holdsAgainAfterTheTimeOfDayWasSetBack() {
        life.readBack(write());
        clocks.jump(Duration.ofHours(-1));
        clocks.passUnseen(Duration.ofSeconds(3));
        life.readBack(write());
        clocks.pass(Duration.ofMillis(4_999));
        assertThat(holds()).isTrue();
        clocks.pass(Duration.ofMillis(1));
        assertThat(holds()).isFalse();
    }

    @Test
    void countsTheEarlierWriteOfTwoWithTheSameTimeOfDay() {
        Lease first = write();
        clocks.passUnseen(Duration.ofSeconds(3));
        Lease second = write();
        assertThat(second).isEqualTo(first);
        life.readBack(first);
        clocks.passUnseen(Duration.ofSeconds(2));
        assertThat(holds()).isFalse();
    }

    @Test
    void isLostWhenAnotherLifesLeaseFollowsItsOwn() {
        life.readBack(write());
        clocks.pass(Duration.ofSeconds(1));
        life.readBack(Lease.of("next", clocks.now()));

        assertThat(life.lost()).isTrue();
        assertThat(life.begun()).isFalse();
        assertThat(holds()).isFalse();
        clocks.pass(SESSION);
        assertThat(life.renewalDue(clocks.now(), clocks.elapsed())).isFalse();
    }

    @Test
    void staysLostWhenALeaseOfItsOwnComesLate() {
        life.readBack(write());
        clocks.pass(Duration.ofSeconds(3));
        Lease late = write();
        life.readBack(Lease.of("next", clocks.now()));
        assertThat(life.readBack(late)).isFalse();
        assertThat(life.begun()).isFalse();
        assertThat(holds()).isFalse();
    }

    /** Writes a lease and gives it as it is read back, through its wire form. */
    private Lease write() {
        Lease lease = life.renew(clocks.now(), clocks.elapsed());
        return JsonCodec.LEASE.decode(JsonCodec.LEASE.encode(lease));
    }

    private boolean holds() {
        return life.hold().holds(clocks);
    }
}
