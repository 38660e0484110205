package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The guess at prompt tokens. */
class TokenEstimateTest {
    @Test
    void dividesTheLineByTheRatioAndRoundsUp() {
        assertThat(TokenEstimate.of(400, 4_000)).isEqualTo(100);
        assertThat(TokenEstimate.of(401, 4_000)).isEqualTo(101);
        assertThat(TokenEstimate.of(400, 2_500)).isEqualTo(160);
        assertThat(TokenEstimate.of(200_000_000, 1_000)).isEqualTo(200_000_000);
    }

    @Test
    void isNeverZero() {
        assertThat(TokenEstimate.of(0, 4_000)).isEqualTo(1);
        assertThat(TokenEstimate.of(1, 8_000)).isEqualTo(1);
    }
}
