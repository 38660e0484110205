package dev.batchline.runtime.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.operations.FailingRecords.Place;
import org.junit.jupiter.api.Test;

/** Which records are given up, and for how long that is remembered. */
class FailingRecordsTest {
    private static final Place PLACE = new Place("lanes", 3, 70);

    private final FailingRecords failing = new FailingRecords();

    @Test
    void givesARecordUpAfterThreeFailuresAtItsVeryPlace() {
        fail(PLACE, 2);
        failing.failed(new Place("lanes", 3, 71));
        failing.failed(new Place("lanes", 4, 70));
        failing.failed(new Place("windows", 3, 70));
        assertThat(failing.givenUp(PLACE)).isFalse();
        assertThat(failing.stuck()).isZero();

        assertThat(failing.failed(PLACE)).isEqualTo(3);
        assertThat(failing.givenUp(PLACE)).isTrue();
        assertThat(failing.stuck()).isEqualTo(1);
    }

    @Test
    void isNoLongerStuckWhenItOrALaterOneOfItsPartitionWentThrough() {
        fail(PLACE, 3);
        assertThat(failing.passed(new Place("lanes", 3, 69))).isFalse();
        assertThat(failing.passed(new Place("lanes", 4, 99))).isFalse();
        assertThat(failing.stuck()).isEqualTo(1);

        assertThat(failing.passed(new Place("lanes", 3, 75))).isTrue();
        assertThat(failing.stuck()).isZero();
        assertThat(failing.givenUp(PLACE)).isFalse();
        assertThat(failing.passed(new Place("lanes", 3, 76))).isFalse();
    }

    @Test
    void remembersWhatWasSetAsideWithoutCallingItStuck() {
        fail(PLACE, 3);
        failing.setAside(PLACE);
        assertThat(failing.stuck()).isZero();
        failing.passed(new Place("lanes", 3, 75));
        assertThat(failing.givenUp(PLACE)).isTrue();
    }

    @Test
    void remembersOnlySoMany() {
        fail(PLACE, 3);
        failing.setAside(PLACE);
        for (int i = 0; i < 1_000; i++) {
            Place other = new Place("lanes", 0, i);
            fail(other, 3);
            failing.setAside(other);
        }
        assertThat(failing.givenUp(PLACE)).isFalse();
        assertThat(failing.givenUp(new Place("lanes", 0, 0))).isTrue();
    }

    private void fail(Place place, int times) {
        for (int i = 0; i < times; i++) {
            failing.failed(place);
        }
    }
}
