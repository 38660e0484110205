package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.joiner.UsagePolicy.Comparison;
import dev.batchline.joiner.UsagePolicy.Kind;
import dev.batchline.joiner.UsagePolicy.Result;
import dev.batchline.schemas.BatchUsage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a batch's own usage and that of its lines differ. */
class UsagePolicyTest {
    private static final LineUsage LINES = new LineUsage(100, 40, 30, 10, 0);

    @Test
    void isEqualIfEveryKindIs() {
        assertThat(UsagePolicy.compare(new BatchUsage(100, 40L, 30, 10L), LINES))
                .isEqualTo(new Comparison(Result.EQUAL, Map.of()));
    }

    @Test
    void namesEachKindThatDiffersInEitherDirection() {
        assertThat(UsagePolicy.compare(new BatchUsage(101, 30L, 25, 12L), LINES))
                .isEqualTo(new Comparison(
                        Result.DIFFERENT,
                        Map.of(Kind.INPUT, 1L, Kind.CACHED, -10L, Kind.OUTPUT, -5L, Kind.REASONING, 2L)));
    }

    @Test
    void comparesOnlyWhatTheProviderTells() {
        assertThat(UsagePolicy.compare(new BatchUsage(100, null, 30, null), LINES)
                        .result())
                .isEqualTo(Result.EQUAL);
        assertThat(UsagePolicy.compare(null, LINES).result()).isEqualTo(Result.UNTOLD);
        assertThat(UsagePolicy.compare(new BatchUsage(1, null, 1, null), null).result())
                .isEqualTo(Result.UNTOLD);
    }
}
