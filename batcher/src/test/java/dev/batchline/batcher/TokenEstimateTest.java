package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The guess at prompt tokens. */
class TokenEstimateTest {
    @Test
    void takesFourBytesForAToken() {
        assertThat(TokenEstimate.ofBody(400)).isEqualTo(100);
        assertThat(TokenEstimate.ofBody(401)).isEqualTo(101);
    }

    @Test
    void isNeverZero() {
        assertThat(TokenEstimate.ofBody(0)).isEqualTo(1);
        assertThat(TokenEstimate.ofBody(1)).isEqualTo(1);
    }
}
