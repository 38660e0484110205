package dev.batchline.schemas;

/**
 * What is known of one failure code.
 *
 * @param code as it stands in {@code batch-error-code}
 * @param source whose word it is
 * @param again what becomes of an item that failed so
 * @param meaning what happened, in one sentence
 * @param advice what the user can do
 */
public record FailureKind(String code, Source source, Again again, String meaning, String advice) {
    /** Whether sending the request again, unchanged, can help. */
    public boolean retryable() {
        return again == Again.BY_ITSELF || again == Again.ON_REQUEST;
    }

    /** Whose word a code is. */
    public enum Source {
        /** Batchline's own. */
        OURS,
        /** The provider's, of one line. */
        LINE,
        /** The provider's, of a whole batch. */
        JOB,
        /** Made from an HTTP status, since the provider gave no word. */
        STATUS
    }

    /** Whether and by whom an item is sent again. */
    public enum Again {
        /** It was not executed: Batchline sends it again while attempts are left. */
        BY_ITSELF,
        /** A cancel stopped it: Batchline sends it again unless an operator or the provider cancelled. */
        AFTER_CANCEL,
        /** It can help, and may cost twice or needs a look first: a person decides. */
        ON_REQUEST,
        /** The request, the account or the settings have to change first. */
        AFTER_CHANGE
    }
}
