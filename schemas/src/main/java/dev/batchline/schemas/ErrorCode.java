package dev.batchline.schemas;

import java.util.Locale;

/** Why a request failed, in our own words; a provider's own codes are passed on as they are. */
public enum ErrorCode {
    /** The record has no value. */
    EMPTY_VALUE(false),
    /** The value is no UTF-8. */
    INVALID_UTF8(false),
    /** The value is no JSON. */
    INVALID_JSON(false),
    /** The value is JSON, but no object. */
    NOT_AN_OBJECT(false),
    /** Something follows the object. */
    TRAILING_DATA(false),
    /** A key stands twice at the top level. */
    DUPLICATE_KEY(false),
    /** There is no {@code custom_id}, or it is empty. */
    MISSING_CUSTOM_ID(false),
    /** {@code custom_id} is no text, has no UTF-8 form or is longer than 1,024 bytes. */
    INVALID_CUSTOM_ID(false),
    /** There is no {@code url}. */
    MISSING_URL(false),
    /** There is no {@code body}. */
    MISSING_BODY(false),
    /** {@code body} is no object. */
    INVALID_BODY(false),
    /** {@code body.model} is missing or no text. */
    MISSING_MODEL(false),
    /** {@code body.model} has no UTF-8 form or is longer than 256 bytes. */
    INVALID_MODEL(false),
    /** {@code method} is something else than POST. */
    INVALID_METHOD(false),
    /** {@code url} is no endpoint that the provider serves in batches. */
    URL_NOT_BATCHABLE(false),
    /** {@code body.stream} is true. */
    STREAM_NOT_SUPPORTED(false),
    /** The request is larger than {@code request.max.bytes} or the provider's limit for a line. */
    REQUEST_TOO_LARGE(false),
    /** {@code batch-account} names no account of this installation. */
    UNKNOWN_ACCOUNT(false),
    /** {@code batch-mode} is none of {@code auto}, {@code batch}, {@code standard}. */
    INVALID_MODE(false),
    /** {@code batch-mode} asks for the standard API. */
    STANDARD_NOT_AVAILABLE(false),
    /** The provider did not get to the item in time. */
    BATCH_EXPIRED(true),
    /** An operator cancelled the batch. */
    BATCH_CANCELLED(false),
    /** The provider refused the whole batch. */
    BATCH_FAILED(true),
    /** The provider no longer knows the batch. */
    BATCH_LOST(true),
    /** The provider says that it executed the item, and has no result of it. */
    RESULT_MISSING(true),
    /** The answer is larger than a record of its topic may be. */
    RESULT_TOO_LARGE(false),
    /** The provider answered with an error that says nothing more. */
    PROVIDER_ERROR(false),
    /** A fault of Batchline's own. */
    INTERNAL_ERROR(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** The code as it stands in headers and result lines. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether sending the request again can help. */
    public boolean retryable() {
        return retryable;
    }

    @Override
    public String toString() {
        return word();
    }
}
