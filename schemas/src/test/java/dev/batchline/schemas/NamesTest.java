package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text forms of windows, lanes, deployments and manifest parts. */
class NamesTest {
    private static final DeploymentId DEPLOYMENT = DeploymentId.of("cluster", "topic");
    private static final LaneKey LANE = new LaneKey("main", "/v1/chat/completions", "gpt-5", "24h");

    @Test
    void readsBackRandomNames() {
        RandomRecords random = new RandomRecords(20_261_121);
        for (int round = 0; round < 1_000; round++) {
            WindowId id = random.windowId();
            LaneKey lane = random.lane();
            assertThat(WindowId.parse(id.text())).isEqualTo(id);
            assertThat(LaneKey.parse(lane.text())).isEqualTo(lane);
            assertThat(ManifestChunk.windowOf(ManifestChunk.key(id, round))).isEqualTo(id);
            assertThat(ManifestChunk.chunkOf(ManifestChunk.key(id, round))).isEqualTo(round);
        }
    }

    @Test
    void writesWindowIdFromWhereItBegins() {
        WindowId id = WindowId.of(DEPLOYMENT, 3, LANE, 1042);
        assertThat(id.text())
                .matches(DEPLOYMENT.text() + "-w3-[a-z2-9]{8}-1042")
                .hasToString(id.toString());
        assertThat(WindowId.of(DEPLOYMENT, 3, LANE, 1042)).isEqualTo(id);
        assertThat(WindowId.of(DEPLOYMENT, 3, new LaneKey("main", "/v1/chat/completions", "gpt-5-mini", "24h"), 1042))
                .isNotEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "63, 123456789012, 49999", "999999999, 999999999999999999, 999999"})
    void keepsWireIdsWithinWhatProvidersAllow(int partition, long offset, int seq) {
        String wireId = WindowId.of(DEPLOYMENT, partition, LANE, offset).wireId(seq);
        assertThat(wireId).matches("[a-zA-Z0-9_-]{1,64}");
    }

    @Test
    void givesLongestWireIdFiftyEightCharacters() {
        assertThat(WindowId.of(DEPLOYMENT, 999_999_999, LANE, 999_999_999_999_999_999L)
                        .wireId(Integer.MAX_VALUE))
                .hasSize(58);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abcdefgh-w1-abcdefgh",
                "abcdefgh-w1-abcdefgh-",
                "abcdefgh-w-abcdefgh-1",
                "abcdefgh-w1-abcdefgh--1",
                "ABCDEFGH-w1-abcdefgh-1",
                "abcdefgh-w1-abcdefgh-1-0",
                "abcdefgh-w1-abcdefgh-1\n",
                "abcdefgh-w9999999999-abcdefgh-1",
                "abcdefgh-w1-abcdefgh-9999999999999999999"
            })
    void refusesWhatIsNoWindowId(String text) {
        assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> WindowId.parse(text));
    }

    @Test
    void escapesPercentAndBarInLaneKeys() {
        LaneKey lane = new LaneKey("a|b", "50%", "%7C", "%25|");
        assertThat(lane.text()).isEqualTo("a%7Cb|50%25|%257C|%2525%7C");
        assertThat(LaneKey.parse(lane.text())).isEqualTo(lane);
        assertThat(lane.budgetGroup()).isEqualTo("a%7Cb|%257C");
        assertThat(LANE.text()).isEqualTo("main|/v1/chat/completions|gpt-5|24h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a|b|c", "a|b|c|d|e", "a|b|%41|d", "a|b|%7c|d", "a|%|c|d"})
    void refusesWhatIsNoLaneKey(String text) {
        assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> LaneKey.parse(text));
    }

    @Test
    void derivesDeploymentFromClusterAndTopicOnly() {
        assertThat(DEPLOYMENT.text()).matches("[a-z2-9]{8}");
        assertThat(DeploymentId.of("cluster", "topic")).isEqualTo(DEPLOYMENT);
        assertThat(DeploymentId.of("clustert", "opic")).isNotEqualTo(DEPLOYMENT);
        assertThat(DeploymentId.parse(DEPLOYMENT.text())).isEqualTo(DEPLOYMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcdefg", "abcdefghi", "abcdefg1", "Abcdefgh"})
    void refusesWhatIsNoDeployment(String text) {
        assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> DeploymentId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcdefgh-w1-abcdefgh-1", "abcdefgh-w1-abcdefgh-1/", "abcdefgh-w1-abcdefgh-1/x"})
    void refusesWhatIsNoManifestKey(String key) {
        assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> ManifestChunk.chunkOf(key));
    }
}
