package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.FailureCatalogue;
import dev.batchline.schemas.FailureKind;
import dev.batchline.schemas.FailureKind.Again;
import dev.batchline.schemas.FailureKind.Source;
import java.util.Optional;

/** Decides what becomes of one item. */
final class ItemPolicy {
    private static final String CANCELLED = "The batch was cancelled before this item was done.";

    private ItemPolicy() {}

    /** What becomes of an item that was submitted {@code attempt} times and may be {@code maxAttempts} times. */
    static Verdict decide(Evidence evidence, int attempt, int maxAttempts) {
        boolean attemptsLeft = attempt < maxAttempts;
        return switch (evidence) {
            case Evidence.Line(ResultItem line, EndedBy by) ->
                line.success() ? new Verdict.Completed(line) : ofFailure(line, by, attemptsLeft);
            case Evidence.TooLarge large ->
                failed(
                        ErrorCode.RESULT_TOO_LARGE,
                        "The answer is larger than its topic takes; it is in file " + large.fileId() + " of batch "
                                + large.batchId() + ".",
                        Stage.JOIN);
            case Evidence.Missing missing -> ofMissing(missing, attemptsLeft);
            case Evidence.Refused(BatchError error) -> new Verdict.Failed(refusal(error), null);
            case Evidence.Innocent innocent ->
                attemptsLeft
                        ? new Verdict.Resubmit()
                        : failed(
                                ErrorCode.BATCH_FAILED,
                                "The provider refused the batch because of other lines, and no attempts are left.",
                                Stage.VALIDATE);
            case Evidence.Dropped dropped ->
                failed(ErrorCode.BATCH_CANCELLED, "It was cancelled before a batch was created.", Stage.SUBMIT);
            case Evidence.Released released -> new Verdict.Resubmit();
        };
    }

    private static Verdict ofFailure(ResultItem line, EndedBy by, boolean attemptsLeft) {
        boolean again = mayBeSentAgain(line, by);
        if (again && by == EndedBy.OPERATOR) {
            return new Verdict.Failed(Reason.of(ErrorCode.BATCH_CANCELLED, CANCELLED, Stage.ITEM), line);
        }
        if (again && attemptsLeft) {
            return new Verdict.Resubmit();
        }
        String code = Optional.ofNullable(line.errorCode()).orElse(ErrorCode.PROVIDER_ERROR.word());
        String message = Optional.ofNullable(line.errorMessage()).orElse("The provider gives no reason.");
        return new Verdict.Failed(new Reason(code, message, again, line.statusCode(), Stage.ITEM), line);
    }

    /** Whether the item was not executed, or failed for a reason that passes. */
    private static boolean mayBeSentAgain(ResultItem line, EndedBy by) {
        Integer status = line.statusCode();
        if (status != null) {
            return FailureCatalogue.ofStatus(status).again() == Again.BY_ITSELF;
        }
        return FailureCatalogue.find(String.valueOf(line.errorCode()))
                .map(FailureKind::again)
                .filter(again -> again == Again.BY_ITSELF || (again == Again.AFTER_CANCEL && by != EndedBy.PROVIDER))
                .isPresent();
    }

    private static Verdict ofMissing(Evidence.Missing missing, boolean attemptsLeft) {
        if (missing.by() == EndedBy.OPERATOR) {
            return failed(ErrorCode.BATCH_CANCELLED, CANCELLED, Stage.ITEM);
        }
        if (missing.mayBeExecuted()) {
            return failed(
                    ErrorCode.RESULT_MISSING,
                    "The provider counts the item as executed and has no result of it.",
                    Stage.JOIN);
        }
        return attemptsLeft
                ? new Verdict.Resubmit()
                : failed(
                        ErrorCode.BATCH_EXPIRED,
                        "The batch ended without a result of this item, and no attempts are left.",
                        Stage.ITEM);
    }

    private static Reason refusal(BatchError error) {
        String code = Optional.ofNullable(error.code()).orElse(ErrorCode.BATCH_FAILED.word());
        return new Reason(
                code,
                Optional.ofNullable(error.message()).orElse("The provider refused the batch and gives no reason."),
                retryable(code),
                null,
                Stage.VALIDATE);
    }

    /** A provider's refusal does not pass by itself; what ended for a reason of our own may. */
    private static boolean retryable(String code) {
        return FailureCatalogue.find(code)
                .filter(kind -> kind.source() == Source.OURS && kind.retryable())
                .isPresent();
    }

    private static Verdict failed(ErrorCode code, String message, Stage stage) {
        return new Verdict.Failed(Reason.of(code, message, stage), null);
    }
}
