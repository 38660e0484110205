package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which batches at a provider are ours, told from what they carry. */
class BatchMarksTest {
    private static final DeploymentId OURS = DeploymentId.of("cluster", "topic");
    private static final WindowId WINDOW =
            WindowId.of(OURS, 3, new LaneKey("main", "/v1/embeddings", "m", "24h"), 4711);

    @Test
    void readsWhatItWrote() {
        BatchMarks marks = new BatchMarks(WINDOW, 2);
        assertThat(BatchMarks.read(marks.metadata(), OURS)).contains(marks);
        Map<String, String> more = new HashMap<>(marks.metadata());
        more.put("team", "search");
        assertThat(BatchMarks.read(more, OURS)).contains(marks);
    }

    @Test
    void takesNothingOfAnotherDeploymentForOurs() {
        DeploymentId other = DeploymentId.of("cluster", "another topic");
        Map<String, String> metadata = new BatchMarks(WINDOW, 1).metadata();
        assertThat(BatchMarks.read(metadata, other)).isEmpty();
        Map<String, String> mixed = new HashMap<>(metadata);
        mixed.put("batchline-deployment", other.text());
        assertThat(BatchMarks.read(mixed, other)).isEmpty();
        assertThat(BatchMarks.read(mixed, OURS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "batchline-deployment,''",
        "batchline-window,''",
        "batchline-window,w1",
        "batchline-submission,''",
        "batchline-submission,0",
        "batchline-submission,-1",
        "batchline-submission,two",
        "batchline-submission,99999999999"
    })
    void takesNothingWithBrokenMarksForOurs(String key, String value) {
        Map<String, String> metadata = new HashMap<>(new BatchMarks(WINDOW, 1).metadata());
        metadata.put(key, value);
        assertThat(BatchMarks.read(metadata, OURS)).isEmpty();
        metadata.remove(key);
        assertThat(BatchMarks.read(metadata, OURS)).isEmpty();
    }
}
