package dev.batchline.cli.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted for a job, and what is said about it. */
class JobLineTest {
    private static final JobChoice JOB = new JobChoice("j", null);
    private static final Facts MINE = facts("j", "t");
    private static final Facts OTHERS = facts("k", "t");
    private static final String PART = "abcdefgh-w1-abcdefgh-7/0";

    @Test
    void countsWhatIsOfTheJobOnly() {
        JobTally tally = new JobTally(JOB);
        for (int i = 0; i < 4; i++) {
            tally.sent(MINE);
        }
        tally.sent(OTHERS);
        tally.ended(Topic.RESULTS_COMPLETED, MINE, false);
        tally.ended(Topic.RESULTS_FAILED, MINE, false);
        tally.ended(Topic.RESULTS_FAILED, OTHERS, false);
        tally.underWay(PART, MINE, false);
        tally.underWay(PART, OTHERS, false);

        JobLine line = tally.line();
        assertThat(line.row())
                .containsExactly("j", "", "4", "1", "1", "1", "1", "not done: 2 requests have no outcome yet");
        assertThat(line.windows().values()).containsExactly(1L);
    }

    @Test
    void countsAsSentWhatHasLeftTheTopicOfRequests() {
        JobTally tally = new JobTally(JOB);
        tally.sent(MINE);
        tally.ended(Topic.RESULTS_COMPLETED, MINE, true);
        tally.ended(Topic.RESULTS_COMPLETED, MINE, false);
        tally.underWay(PART, MINE, true);

        assertThat(tally.line().sent()).isEqualTo(3);
        assertThat(tally.line().waiting()).isZero();
        tally.forget(PART);
        assertThat(tally.line().sent()).isEqualTo(2);
        assertThat(tally.line().answer()).isEqualTo("done");
    }

    @Test
    void saysWhetherItIsDone() {
        assertThat(line(0, 0, 0, 0).answer()).isEqualTo("nothing of it is on the topics");
        assertThat(line(3, 0, 3, 0).answer()).isEqualTo("done");
        assertThat(line(3, 0, 2, 1).answer()).isEqualTo("done; 1 failed, see the dead letters");
        assertThat(line(3, 1, 2, 0).answer()).isEqualTo("not done: 1 request has no outcome yet");
        assertThat(line(3, 1, 3, 0).waiting()).as("it moved while it was read").isZero();
    }

    @Test
    void choosesByJobAndByTenant() {
        assertThat(JobChoice.all(List.of("j", "k"), List.of()))
                .containsExactly(new JobChoice("j", null), new JobChoice("k", null));
        assertThat(JobChoice.all(List.of(), List.of("t"))).containsExactly(new JobChoice(null, "t"));
        assertThat(JobChoice.all(List.of("j"), List.of("t", "u")))
                .containsExactly(new JobChoice("j", "t"), new JobChoice("j", "u"));
        assertThat(new JobChoice("j", "u").matches(MINE)).isFalse();
        assertThat(new JobChoice(null, "t").matches(OTHERS)).isTrue();
    }

    private static JobLine line(long sent, long underWay, long completed, long failed) {
        return new JobLine(JOB, sent, underWay, completed, failed, Map.of());
    }

    private static Facts facts(String job, String tenant) {
        return new Facts(List.of(Header.of(Headers.JOB, job), Header.of(Headers.TENANT, tenant)));
    }
}
