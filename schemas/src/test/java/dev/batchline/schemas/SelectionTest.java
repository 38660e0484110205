package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which requests a selection means. */
class SelectionTest {
    private static final List<Selection.End> ENDS =
            List.of(new Selection.End("id-of-a", List.of(10L, 0L)), new Selection.End("id-of-b", List.of(5L)));

    @Test
    void coversWhatATenantHadSentBefore() {
        Selection acme = new Selection("acme", null, ENDS);
        assertThat(acme.covers(request("acme", "any", "id-of-a", 0, 9))).isTrue();
        assertThat(acme.covers(request("acme", null, "id-of-b", 0, 4))).isTrue();
        assertThat(acme.covers(request("other", null, "id-of-a", 0, 9))).isFalse();
        assertThat(acme.covers(request(null, null, "id-of-a", 0, 9))).isFalse();
    }

    @Test
    void leavesWhatWasSentLaterOrFromElsewhere() {
        Selection acme = new Selection("acme", null, ENDS);
        assertThat(acme.covers(request("acme", null, "id-of-a", 0, 10))).isFalse();
        assertThat(acme.covers(request("acme", null, "id-of-a", 1, 0))).isFalse();
        assertThat(acme.covers(request("acme", null, "id-of-a", 2, 0)))
                .as("a partition that was added later")
                .isFalse();
        assertThat(acme.covers(request("acme", null, "id-of-a-made-anew", 0, 1)))
                .as("a topic that was deleted and made anew")
                .isFalse();
        assertThat(acme.covers(List.of(Header.of(Headers.TENANT, "acme"))))
                .as("without a place")
                .isFalse();
    }

    @Test
    void wantsBothATenantAndAJobIfItNamesBoth() {
        Selection both = new Selection("acme", "backfill", ENDS);
        assertThat(both.covers(request("acme", "backfill", "id-of-a", 0, 1))).isTrue();
        assertThat(both.covers(request("acme", "other", "id-of-a", 0, 1))).isFalse();
        assertThat(both.covers(request("other", "backfill", "id-of-a", 0, 1))).isFalse();
        assertThat(new Selection(null, "backfill", ENDS).covers(request("other", "backfill", "id-of-a", 0, 1)))
                .isTrue();
    }

    @Test
    void meansEverybodysRequestsIfItNamesNobody() {
        Selection all = new Selection(null, null, ENDS);
        assertThat(all.everybodys()).isTrue();
        assertThat(all.covers(request("other", "backfill", "id-of-a", 0, 9))).isTrue();
        assertThat(all.covers(request(null, null, "id-of-a", 0, 9))).isTrue();
        assertThat(all.covers(request(null, null, "id-of-a", 0, 10))).isFalse();
    }

    @Test
    void saysWhomItMeans() {
        assertThat(new Selection("acme", null, ENDS).words()).isEqualTo("tenant acme");
        assertThat(new Selection(null, "b", ENDS).words()).isEqualTo("job b");
        assertThat(new Selection("acme", "b", ENDS).words()).isEqualTo("tenant acme, job b");
    }

    static List<Header> request(String tenant, String job, String topicId, int partition, long offset) {
        List<Header> headers = new ArrayList<>();
        if (tenant != null) {
            headers.add(Header.of(Headers.TENANT, tenant));
        }
        if (job != null) {
            headers.add(Header.of(Headers.JOB, job));
        }
        headers.add(Header.of(Headers.SOURCE_TOPIC_ID, topicId));
        headers.add(Header.of(Headers.SOURCE_PARTITION, Integer.toString(partition)));
        headers.add(Header.of(Headers.SOURCE_OFFSET, Long.toString(offset)));
        return headers;
    }
}
