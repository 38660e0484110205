package dev.batchline.guarantees;

import static dev.batchline.guarantees.History.batch;
import static dev.batchline.guarantees.History.body;
import static dev.batchline.guarantees.History.broken;
import static dev.batchline.guarantees.History.completed;
import static dev.batchline.guarantees.History.executed;
import static dev.batchline.guarantees.History.manifest;
import static dev.batchline.guarantees.History.outcome;
import static dev.batchline.guarantees.History.place;
import static dev.batchline.guarantees.History.produced;
import static dev.batchline.guarantees.History.released;
import static dev.batchline.guarantees.History.sealed;
import static dev.batchline.guarantees.History.submitted;
import static dev.batchline.guarantees.History.told;
import static dev.batchline.guarantees.History.uploaded;
import static dev.batchline.guarantees.History.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.guarantees.Observation.LetterTold;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.schemas.Window;
import org.junit.jupiter.api.Test;

/** What is promised of requests, against histories that keep it and histories that break it. */
class RequestGuaranteesTest {
    private static final Window WINDOW = sealed(0, 1);
    private static final Window CREATED = submitted(uploaded(WINDOW, "file", "life"), "batch");
    private static final Outcome.Failure REFUSED = new Outcome.Failure("batch_failed", "validate", "true");

    @Test
    void everyRequestEndsOnceInAnyOrder() {
        assertThat(broken(
                        new EveryRequestEndsOnce(),
                        completed(0, window(0), 1),
                        produced(0),
                        produced(1),
                        new ResultTold(outcome(1, window(0), 2, REFUSED))))
                .isEmpty();
    }

    @Test
    void noticesRequestWithoutResult() {
        assertThat(broken(new EveryRequestEndsOnce(), produced(0), produced(1), completed(0, window(0), 1)))
                .containsExactly("the request at batch.requests-0-1 has no result");
    }

    @Test
    void noticesSecondResultAtOnce() {
        EveryRequestEndsOnce guarantee = new EveryRequestEndsOnce();
        guarantee.observe(produced(0));
        guarantee.observe(completed(0, window(0), 1));
        guarantee.observe(completed(0, window(0), 1));

        assertThat(guarantee.broken()).singleElement().asString().contains("another result");
        assertThat(guarantee.twice()).isEqualTo(1);
    }

    @Test
    void noticesResultThatNobodyAskedFor() {
        assertThat(broken(new EveryRequestEndsOnce(), completed(7, window(0), 1)))
                .singleElement()
                .asString()
                .contains("batch.requests-0-7, where no request lies");
    }

    @Test
    void noticesResultUnderNameOfAnother() {
        Outcome mistaken = new Outcome(new Place("batch.results", 0, 0), "id-5", place(0), window(0), 1, null, null);

        assertThat(broken(new EveryRequestEndsOnce(), produced(0), new ResultTold(mistaken)))
                .singleElement()
                .asString()
                .contains("the key of another");
    }

    @Test
    void noticesAnswerToAnother() {
        AnswersAreTheirOwn guarantee = new AnswersAreTheirOwn();
        Outcome own = new Outcome(new Place("batch.results", 0, 0), "id-0", place(0), window(0), 1, null, body(0));
        Outcome mistaken = new Outcome(new Place("batch.results", 0, 1), "id-1", place(1), window(0), 1, null, body(0));

        assertThat(broken(guarantee, produced(0), produced(1), new ResultTold(own), new ResultTold(mistaken)))
                .containsExactly("the result of the request at batch.requests-0-1 is the answer to another");
        assertThat(guarantee.checked()).isEqualTo(2);
    }

    @Test
    void takesSecondAttemptInAnotherWindow() {
        assertThat(broken(
                        new OneResultPerAttempt(),
                        manifest(window(0), 1, 0, 1),
                        manifest(window(0), 1, 0, 1),
                        manifest(window(100), 2, 1),
                        completed(0, window(0), 1),
                        completed(1, window(100), 2)))
                .isEmpty();
    }

    @Test
    void takesTheSameAttemptInTheWindowAfterTheOneThatReleasedIt() {
        assertThat(broken(
                        new OneResultPerAttempt(),
                        manifest(window(0), 1, 0, 1),
                        released(window(100), window(0), 1, 1),
                        completed(0, window(0), 1),
                        completed(1, window(100), 1)))
                .isEmpty();
        assertThat(broken(
                        new OneResultPerAttempt(),
                        manifest(window(0), 1, 0, 1),
                        released(window(100), window(50), 1, 1)))
                .as("released by another")
                .singleElement()
                .asString()
                .contains("is in two windows");
    }

    @Test
    void noticesAttemptInTwoWindows() {
        assertThat(broken(new OneResultPerAttempt(), manifest(window(0), 1, 0), manifest(window(5), 1, 0)))
                .singleElement()
                .asString()
                .contains("is in two windows");
    }

    @Test
    void noticesSecondResultOfAttempt() {
        assertThat(broken(
                        new OneResultPerAttempt(),
                        manifest(window(0), 1, 0),
                        completed(0, window(0), 1),
                        completed(0, window(0), 1)))
                .singleElement()
                .asString()
                .contains("another result");
    }

    @Test
    void noticesResultFromWindowThatDoesNotHoldIt() {
        assertThat(broken(new OneResultPerAttempt(), manifest(window(0), 1, 0), completed(0, window(5), 1)))
                .singleElement()
                .asString()
                .contains("does not hold it");
    }

    @Test
    void noticesAttemptWithoutOneBefore() {
        assertThat(broken(new OneResultPerAttempt(), manifest(window(0), 2, 0)))
                .singleElement()
                .asString()
                .contains("none before it");
    }

    @Test
    void runsAgainWhatWasNotBilled() {
        NothingPaidTwice guarantee = new NothingPaidTwice();

        assertThat(broken(
                        guarantee,
                        produced(0),
                        told(CREATED),
                        batch("batch", WINDOW, false),
                        batch("other", WINDOW, false),
                        executed(0, "batch", false),
                        executed(0, "other", true)))
                .isEmpty();
        assertThat(guarantee.executed()).isEqualTo(2);
        assertThat(guarantee.twice()).isZero();
    }

    @Test
    void noticesSecondBillUnderAnotherName() {
        NothingPaidTwice guarantee = new NothingPaidTwice();

        assertThat(broken(
                        guarantee,
                        produced(0),
                        told(CREATED),
                        batch("batch", WINDOW, false),
                        batch("other", WINDOW, false),
                        executed(0, "batch", true),
                        new Observation.Executed(Mark.of("w-0"), History.body(0), "other", true)))
                .singleElement()
                .asString()
                .endsWith(
                        "asked for 1 times and billed in [batch of " + WINDOW.id() + ", other of " + WINDOW.id() + "]");
        assertThat(guarantee.twice()).isEqualTo(1);
    }

    @Test
    void noticesBillOfWhatNobodyAskedFor() {
        assertThat(broken(
                        new NothingPaidTwice(),
                        told(CREATED),
                        batch("batch", WINDOW, false),
                        executed(0, "batch", true)))
                .singleElement()
                .asString()
                .contains("asked for 0 times");
    }

    @Test
    void leavesBatchesOfOthersAlone() {
        assertThat(broken(new NothingPaidTwice(), batch("batch", WINDOW, false), executed(0, "batch", true)))
                .isEmpty();
    }

    @Test
    void countsCancelledDuplicatesApart() {
        NothingPaidTwice guarantee = new NothingPaidTwice();

        assertThat(broken(
                        guarantee,
                        produced(0),
                        told(CREATED),
                        batch("batch", WINDOW, false),
                        batch("other", WINDOW, true),
                        executed(0, "batch", true),
                        executed(0, "other", true)))
                .isEmpty();
        assertThat(guarantee.duplicatesCancelled()).isEqualTo(1);
        assertThat(guarantee.twice()).isEqualTo(1);
    }

    @Test
    void deadLetterMatchesFailureInAnyOrder() {
        Outcome end = outcome(0, window(0), 1, REFUSED);

        assertThat(broken(new DeadLettersMatchFailures(), new LetterTold(end), new ResultTold(end)))
                .isEmpty();
    }

    @Test
    void noticesFailureWithoutDeadLetter() {
        assertThat(broken(new DeadLettersMatchFailures(), new ResultTold(outcome(0, window(0), 1, REFUSED))))
                .singleElement()
                .asString()
                .startsWith("no dead letter");
    }

    @Test
    void noticesDeadLetterWithAnotherReason() {
        Outcome.Failure other = new Outcome.Failure("batch_lost", "item", "true");

        assertThat(broken(
                        new DeadLettersMatchFailures(),
                        new ResultTold(outcome(0, window(0), 1, REFUSED)),
                        new LetterTold(outcome(0, window(0), 1, other))))
                .hasSize(2);
    }

    @Test
    void noticesFailureWithoutReason() {
        Outcome end = outcome(0, window(0), 1, new Outcome.Failure("", "item", "true"));

        assertThat(broken(new DeadLettersMatchFailures(), new LetterTold(end), new ResultTold(end)))
                .hasSize(2)
                .allMatch(line -> line.contains("does not say why"));
    }
}
