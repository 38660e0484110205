package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Lease;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which records are known to be committed. */
class ProvenTest {
    private static final Lease FIRST = Lease.of("mine", Instant.parse("2026-01-01T12:00:00Z"));
    private static final Lease SECOND = Lease.of("mine", Instant.parse("2026-01-01T12:00:02Z"));

    private final Proven proven = new Proven();

    @Test
    void knowsNothingOfARecordUntilALeaseThatFollowedItIsReadBack() {
        proven.wrote(FIRST);
        proven.forwarded();
        assertThat(proven.readBack(FIRST)).isFalse();
        assertThat(proven.uncertain()).isTrue();

        proven.wrote(SECOND);
        assertThat(proven.uncertain()).isTrue();
        assertThat(proven.readBack(SECOND)).isTrue();
        assertThat(proven.uncertain()).isFalse();
    }

    @Test
    void knowsNothingOfWhatFollowedTheLease() {
        proven.forwarded();
        proven.wrote(FIRST);
        proven.forwarded();
        assertThat(proven.readBack(FIRST)).isTrue();
        assertThat(proven.uncertain()).isTrue();
    }

    @Test
    void isCertainAsLongAsNothingWasForwarded() {
        proven.wrote(FIRST);
        assertThat(proven.uncertain()).isFalse();
    }

    @Test
    void learnsNothingFromLeasesOfOthers() {
        proven.forwarded();
        proven.wrote(FIRST);
        assertThat(proven.readBack(SECOND)).isFalse();
        assertThat(proven.uncertain()).isTrue();
    }
}
