package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.simulator.answer.Answer;
import dev.batchline.simulator.answer.TokenUsage;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million lines take less than 100 MB of the log. */
class ExecutionLogSizeIT {

    private static final int LINES = 1_000_000;
    private static final long MOST_BYTES = 100_000_000;

    @Test
    void keepsAMillionLinesInLessThanAHundredBytesEach() {
        Answer good = new Answer(200, Json.object(), new TokenUsage(300, 200));
        long before = used();
        ExecutionLog log = new ExecutionLog();
        int batch = log.addBatch("batch_1");
        Random random = new Random(7);
        byte[] digest = new byte[32];
        for (int i = 0; i < LINES; i++) {
            random.nextBytes(digest);
            ByteBuffer.wrap(digest).putInt(i);
            String customId = "a-custom-id-of-a-usual-length-in-a-long-run-" + i;
            log.record(customId, new BodyDigest(HexFormat.of().formatHex(digest)), batch, good);
        }
        long after = used();
        assertThat(after - before).isLessThan(MOST_BYTES);
        assertThat(log.summary().distinctCustomIds()).isEqualTo(LINES);
        assertThat(log.countExecutedMoreThanOnce()).isZero();
        assertThat(log.tokens("a-custom-id-of-a-usual-length-in-a-long-run-999999"))
                .isEqualTo(500);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
