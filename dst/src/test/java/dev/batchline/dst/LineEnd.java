package dev.batchline.dst;

/** What becomes of a line that a simulated provider executes. */
enum LineEnd {
    /** An answer, which is paid for. */
    ANSWERED(true, true),
    /** Status 400 of the model, which is paid for and final. */
    REFUSED(true, false),
    /** Status 500: not paid for. */
    SERVER_ERROR(false, false),
    /** Status 0, as some providers write it: not paid for. */
    STATUS_ZERO(false, false),
    /** An answer that is in no file though the counts tell of it. */
    LOST(true, true);

    private final boolean billed;
    private final boolean success;

    LineEnd(boolean billed, boolean success) {
        this.billed = billed;
        this.success = success;
    }

    boolean billed() {
        return billed;
    }

    /** Whether the provider counts it as completed. */
    boolean success() {
        return success;
    }

    /** The line of an output or error file. */
    String text(ModelFile.Line line) {
        String body = "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":"
                + "\"answer to mark-" + line.mark() + "\"}}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,"
                + "\"total_tokens\":12}}";
        return switch (this) {
            case ANSWERED, LOST -> response(line, 200, body);
            case REFUSED ->
                response(
                        line,
                        400,
                        "{\"error\":{\"code\":\"content_policy\",\"message\":\"mark-" + line.mark() + "\"}}");
            case SERVER_ERROR ->
                response(line, 500, "{\"error\":{\"code\":\"server_error\",\"message\":\"mark-" + line.mark() + "\"}}");
            case STATUS_ZERO ->
                "{\"custom_id\":\"" + line.customId()
                        + "\",\"response\":{\"status_code\":0,\"request_id\":\"\",\"body\":{}},\"error\":null}";
        };
    }

    /** The line of an error file for a request that was not executed. */
    static String unfinished(ModelFile.Line line, String code) {
        return "{\"custom_id\":\"" + line.customId() + "\",\"response\":null,\"error\":{\"code\":\"" + code
                + "\",\"message\":\"not executed\"}}";
    }

    private static String response(ModelFile.Line line, int status, String body) {
        return "{\"id\":\"batch_req_1\",\"custom_id\":\"" + line.customId() + "\",\"response\":{\"status_code\":"
                + status + ",\"request_id\":\"req_1\",\"body\":" + body + "},\"error\":null}";
    }
}
