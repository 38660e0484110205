package dev.batchline.guarantees;

import static dev.batchline.guarantees.History.produced;
import static dev.batchline.guarantees.History.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All promises together, and the records that they are told of. */
class GuaranteesTest {
    @Test
    void holdAtFirst() {
        Guarantees guarantees = Guarantees.all();

        assertThat(guarantees.brokenAtEnd()).isEmpty();
        assertThat(guarantees.report()).contains("Every request ends once").doesNotContain("BROKEN");
    }

    @Test
    void sayWhichIsBrokenAndBy() {
        Guarantees guarantees = Guarantees.all();
        guarantees.observe(produced(3));

        assertThat(guarantees.broken()).isEmpty();
        assertThat(guarantees.brokenAtEnd())
                .containsExactly(new Guarantees.Broken(
                        "Every request ends once", List.of("the request at batch.requests-0-3 has no result")));
        assertThat(guarantees.report()).containsPattern("Every request ends once +BROKEN");
    }

    @Test
    void tellWhatIsGivenUpAndWhy() {
        Guarantees guarantees = Guarantees.all().relax(EveryRequestEndsOnce.class, "nothing is sent on");
        guarantees.observe(produced(3));

        assertThat(guarantees.brokenAtEnd()).isEmpty();
        assertThat(guarantees.report()).containsPattern("Every request ends once +given up: nothing is sent on");
    }

    @Test
    void refuseToGiveUpWhatIsNotPromised() {
        Guarantees guarantees = Guarantees.of(new CountsAddUp());

        assertThatThrownBy(() -> guarantees.relax(LimitsAreKept.class, "none"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guarantees.get(LimitsAreKept.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showTheFirstFewOfMany() {
        EveryRequestEndsOnce guarantee = new EveryRequestEndsOnce();
        for (int request = 0; request < 1_000; request++) {
            guarantee.observe(produced(request));
        }

        assertThat(guarantee.brokenAtEnd()).hasSize(21).endsWith("and 980 more");
        assertThat(guarantee.lost()).isEqualTo(1_000);
    }

    @Test
    void readRequestWithTheMarkOfItsBodyOnOneLine() {
        byte[] value = utf8("{\"custom_id\":\"a\",\"url\":\"/v1/chat/completions\",\"body\":{\n\"model\":\"m\"}}");
        Place place = new Place("batch.requests", 2, 7);

        assertThat(record(Topic.REQUESTS, place, null, value).observation())
                .contains(new Observation.Produced(place, "a", Mark.of("{ \"model\":\"m\"}")));
        assertThat(Mark.ofBody((RequestEvent) RequestEvent.parse(value))).isEqualTo(Mark.of("{ \"model\":\"m\"}"));
        assertThat(record(Topic.REQUESTS, place, null, utf8("no json")).observation())
                .contains(new Observation.Produced(place, null, null));
    }

    @Test
    void readFailureWithItsReasonAndPlace() {
        Place at = new Place("batch.results.failed", 1, 9);
        Observation.ResultTold told = (Observation.ResultTold) record(
                        Topic.RESULTS_FAILED,
                        at,
                        "id",
                        utf8("{}"),
                        Header.of(Headers.SOURCE_TOPIC, "batch.requests"),
                        Header.of(Headers.SOURCE_PARTITION, "2"),
                        Header.of(Headers.SOURCE_OFFSET, "7"),
                        Header.of(Headers.WINDOW, sealed(0, 1).id().text()),
                        Header.of(Headers.ATTEMPT, "3"),
                        Header.of(Headers.ERROR_CODE, "batch_expired"),
                        Header.of(Headers.STAGE, "item"),
                        Header.of(Headers.ERROR_RETRYABLE, "true"))
                .observation()
                .orElseThrow();

        assertThat(told.outcome())
                .isEqualTo(new Outcome(
                        at,
                        "id",
                        new Place("batch.requests", 2, 7),
                        sealed(0, 1).id(),
                        3,
                        new Outcome.Failure("batch_expired", "item", "true"),
                        null));
    }

    @Test
    void readWindowAndItsEnd() {
        Window window = sealed(0, 1);
        Place place = new Place("batch.windows", 0, 0);
        byte[] value = JsonCodec.WINDOW.encode(window);

        assertThat(record(Topic.WINDOWS, place, window.id().text(), value).observation())
                .contains(History.told(window));
        assertThat(record(Topic.WINDOWS, place, window.id().text(), null).observation())
                .contains(History.ended(window));
    }

    @Test
    void knowMarkByItsHexadecimalForm() {
        Mark mark = Mark.of("a");

        assertThat(mark).hasToString("ca978112ca1bbdcafac231b39a23dc4d");
        assertThat(Mark.parse(mark.toString())).isEqualTo(mark);
        assertThatThrownBy(() -> Mark.parse("ca97")).isInstanceOf(IllegalArgumentException.class);
    }

    private static CommittedRecord record(Topic topic, Place place, String key, byte[] value, Header... headers) {
        byte[] keyBytes = key == null ? null : utf8(key);
        return new CommittedRecord(topic, place, History.START, keyBytes, value, List.of(headers));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
