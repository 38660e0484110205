package dev.batchline.runtime.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much may be forwarded at once after failures. */
class ChunkLimitTest {
    private final ChunkLimit limit = new ChunkLimit();

    @Test
    void halvesDownToAFloorAndGrowsBack() {
        assertThat(limit.records()).isEqualTo(1_000);
        assertThat(limit.bytes()).isEqualTo(4 * 1024 * 1024);
        limit.halve();
        assertThat(limit.records()).isEqualTo(500);
        assertThat(limit.bytes()).isEqualTo(2 * 1024 * 1024);
        for (int i = 0; i < 100; i++) {
            limit.halve();
        }
        assertThat(limit.records()).isEqualTo(31);
        assertThat(limit.bytes()).isEqualTo(128 * 1024);
        limit.grow();
        assertThat(limit.records()).isEqualTo(62);
        for (int i = 0; i < 100; i++) {
            limit.grow();
        }
        assertThat(limit.records()).isEqualTo(1_000);
        assertThat(limit.bytes()).isEqualTo(4 * 1024 * 1024);
    }
}
