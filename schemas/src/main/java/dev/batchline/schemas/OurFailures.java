package dev.batchline.schemas;

import dev.batchline.schemas.FailureKind.Again;
import dev.batchline.schemas.FailureKind.Source;

/** What our own codes mean and what to do about them. */
final class OurFailures {
    private static final String CORRECT = "Correct the program that sends it and send it again.";
    private static final String JSON = "Send one JSON object in UTF-8 as the record's value.";

    private OurFailures() {}

    static FailureKind kind(ErrorCode code) {
        Again again = code == ErrorCode.BATCH_EXPIRED
                ? Again.BY_ITSELF
                : code == ErrorCode.BATCH_CANCELLED
                        ? Again.AFTER_CANCEL
                        : code.retryable() ? Again.ON_REQUEST : Again.AFTER_CHANGE;
        return new FailureKind(code.word(), Source.OURS, again, meaning(code), advice(code));
    }

    private static String meaning(ErrorCode code) {
        return switch (code) {
            case EMPTY_VALUE -> "The record has no value.";
            case INVALID_UTF8 -> "The value is not UTF-8.";
            case INVALID_JSON -> "The value is not JSON.";
            case NOT_AN_OBJECT -> "The value is JSON, but no object.";
            case TRAILING_DATA -> "Something follows the object.";
            case DUPLICATE_KEY -> "A key stands twice at the top level.";
            case MISSING_CUSTOM_ID -> "There is no `custom_id`, or it is empty.";
            case INVALID_CUSTOM_ID -> "`custom_id` is no text, has no UTF-8 form or is longer than 1,024 bytes.";
            case MISSING_URL -> "There is no `url`.";
            case MISSING_BODY -> "There is no `body`.";
            case INVALID_BODY -> "`body` is no object.";
            case MISSING_MODEL -> "`body.model` is missing or no text.";
            case INVALID_MODEL -> "`body.model` has no UTF-8 form or is longer than 256 bytes.";
            case INVALID_METHOD -> "`method` is something else than POST.";
            case URL_NOT_BATCHABLE -> "`url` is no endpoint that the provider serves in batches.";
            case STREAM_NOT_SUPPORTED -> "`body.stream` is true.";
            default -> meaningLater(code);
        };
    }

    private static String meaningLater(ErrorCode code) {
        return switch (code) {
            case REQUEST_TOO_LARGE -> "The request is larger than `request.max.bytes` or than the provider takes.";
            case UNKNOWN_ACCOUNT -> "`batch-account` names no account or pool of this installation.";
            case INVALID_MODE -> "`batch-mode` is none of `auto`, `batch`, `standard`.";
            case STANDARD_NOT_AVAILABLE -> "`batch-mode` asks for the standard API.";
            case BATCH_EXPIRED -> "The provider did not get to the item in time.";
            case BATCH_CANCELLED -> "The batch was cancelled before the item was done.";
            case BATCH_FAILED -> "The provider refused the whole batch.";
            case BATCH_LOST -> "The provider no longer knows the batch.";
            case RESULT_MISSING -> "The provider says that it executed the item, and has no result of it.";
            case RESULT_TOO_LARGE -> "The answer is larger than a record of its topic may be.";
            case PROVIDER_ERROR -> "The provider answered with an error that says nothing more.";
            case INTERNAL_ERROR -> "A fault of Batchline's own.";
            default -> throw new IllegalArgumentException("no meaning of " + code);
        };
    }

    private static String advice(ErrorCode code) {
        return switch (code) {
            case EMPTY_VALUE, INVALID_UTF8, INVALID_JSON, NOT_AN_OBJECT, TRAILING_DATA -> JSON;
            case DUPLICATE_KEY,
                    MISSING_CUSTOM_ID,
                    INVALID_CUSTOM_ID,
                    MISSING_URL,
                    MISSING_BODY,
                    INVALID_BODY,
                    MISSING_MODEL,
                    INVALID_MODEL,
                    INVALID_METHOD -> CORRECT;
            case URL_NOT_BATCHABLE -> "Use an endpoint that the account serves in batches, or another account.";
            case STREAM_NOT_SUPPORTED -> "Leave `stream` out and send it again.";
            case REQUEST_TOO_LARGE -> "Shorten the request or its headers, or split it.";
            case UNKNOWN_ACCOUNT -> "Configure the account, or send it again through one that is there.";
            case INVALID_MODE, STANDARD_NOT_AVAILABLE -> "Leave `batch-mode` out, or set it to `batch`.";
            default -> adviceLater(code);
        };
    }

    private static String adviceLater(ErrorCode code) {
        return switch (code) {
            case BATCH_EXPIRED -> "Send it again, best when the provider is less busy.";
            case BATCH_CANCELLED -> "Send it again if it is wanted after all.";
            case BATCH_FAILED -> "See the message; once its cause is mended send it again.";
            case BATCH_LOST -> "Look at the provider whether the batch ran and was paid; then send it again.";
            case RESULT_MISSING -> "Send it again if paying for it twice is all right.";
            case RESULT_TOO_LARGE ->
                "Fetch it from the provider's file that the message names, or ask for less output.";
            case PROVIDER_ERROR -> "Look at the provider's answer in `batch.results.failed`.";
            case INTERNAL_ERROR -> "Look at the log around `batch-failed-at`, report it, and send it again.";
            default -> throw new IllegalArgumentException("no advice for " + code);
        };
    }
}
