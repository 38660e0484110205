package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.batchline.schemas.JoinState.TokenUse;
import org.junit.jupiter.api.Test;

/** What is learned from the tokens that batches used. */
class TokenRatioTest {
    @Test
    void beginsWithTheUsualRatio() {
        assertThat(TokenRatio.USUAL.bytesPerThousandTokens()).isEqualTo(TokenEstimate.USUAL_BYTES_PER_THOUSAND);
    }

    @Test
    void followsWhatBatchesUse() {
        TokenRatio ratio = TokenRatio.USUAL;
        for (int i = 0; i < 20; i++) {
            ratio = ratio.after(new TokenUse(2_500_000, 1_000_000));
        }
        assertThat(ratio.bytesPerThousandTokens()).isCloseTo(2_500, within(20));
        for (int i = 0; i < 50; i++) {
            ratio = ratio.after(new TokenUse(6_000_000, 1_000_000));
        }
        assertThat(ratio.bytesPerThousandTokens()).isCloseTo(6_000, within(60));
    }

    @Test
    void aSmallBatchMovesItLittleAndAHugeOneHalfWayAtMost() {
        assertThat(TokenRatio.USUAL.after(new TokenUse(100, 100)).bytesPerThousandTokens())
                .isBetween(3_990, 3_999);
        TokenRatio known = new TokenRatio(40_000_000, 10_000_000);
        assertThat(known.after(new TokenUse(Long.MAX_VALUE, Long.MAX_VALUE / 2)).bytesPerThousandTokens())
                .isEqualTo(3_000);
    }

    @Test
    void staysBetweenOneAndEightBytesAToken() {
        TokenRatio low = TokenRatio.USUAL;
        TokenRatio high = TokenRatio.USUAL;
        for (int i = 0; i < 200; i++) {
            low = low.after(new TokenUse(1, 10_000_000));
            high = high.after(new TokenUse(Long.MAX_VALUE, 10_000_000));
        }
        assertThat(low.bytesPerThousandTokens()).isEqualTo(1_000);
        assertThat(high.bytesPerThousandTokens()).isEqualTo(8_000);
        assertThat(high.after(new TokenUse(40_000_000, 10_000_000)).bytesPerThousandTokens())
                .as("an odd batch is soon forgotten")
                .isEqualTo(6_000);
    }

    @Test
    void learnsNothingFromABatchThatUsedNothing() {
        assertThat(TokenRatio.USUAL.after(new TokenUse(5, 0))).isEqualTo(TokenRatio.USUAL);
        assertThat(TokenRatio.USUAL.after(new TokenUse(0, 5))).isEqualTo(TokenRatio.USUAL);
        assertThat(TokenRatio.USUAL.after(new TokenUse(-5, -5))).isEqualTo(TokenRatio.USUAL);
    }

    @Test
    void isStoredAndReadAgain() {
        TokenRatio ratio = new TokenRatio(123_456_789_012L, 98_765_432_109L);
        assertThat(TokenRatio.decode(ratio.encode())).isEqualTo(ratio);
    }
}
