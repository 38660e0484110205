package dev.batchline.schemas;

import dev.batchline.schemas.FailureKind.Again;
import dev.batchline.schemas.FailureKind.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every failure code that is known, what it means, and what becomes of an item that failed with it. */
public final class FailureCatalogue {
    private static final String HTTP = "http_";
    private static final String WAIT = "Send it again later.";
    private static final String REQUEST = "Change the request as the message says and send it again.";
    private static final String ACCOUNT = "Mend the account at the provider, then send it again.";
    private static final String MODEL = "Use a model that this account may use in batches, then send it again.";
    private static final String FILE = "See the message, which may name the line; report it if the request is right.";

    private static final String BILLING = "billing_";
    private static final Set<String> OF_ACCOUNTS = Set.of(
            "insufficient_quota",
            "invalid_api_key",
            "authentication_error",
            "permission_error",
            "input_no_permissions",
            "model_not_found",
            "model_not_allowed",
            "model_not_available",
            "model_access_denied");

    private static final Map<String, FailureKind> KINDS = kinds();

    private FailureCatalogue() {}

    /**
     * Whether a code of a call, or of a whole batch, is about the account and not about any item: there is no money,
     * the key is not accepted, or a model may not be used. Nothing of the account, or of the model, is done until
     * somebody acts, and nothing is wrong with the requests.
     */
    public static boolean blocksAccount(String code) {
        return code.startsWith(BILLING) || OF_ACCOUNTS.contains(code);
    }

    /** Every kind, ours first. */
    public static List<FailureKind> all() {
        return List.copyOf(KINDS.values());
    }

    /** The kind of a code that is known. */
    public static Optional<FailureKind> find(String code) {
        return Optional.ofNullable(KINDS.get(code));
    }

    /** The kind of any code: an unknown one keeps its word and is judged by the class of its HTTP status. */
    public static FailureKind of(String code, @Nullable Integer status) {
        FailureKind known = KINDS.get(code);
        if (known != null) {
            return known;
        }
        Integer told = status == null ? status(code) : status;
        if (told == null) {
            return new FailureKind(
                    code,
                    Source.LINE,
                    Again.AFTER_CHANGE,
                    "The provider's word; it is not known here.",
                    "Look up the code at the provider and read the message.");
        }
        FailureKind byStatus = ofStatus(told);
        return new FailureKind(code, byStatus.source(), byStatus.again(), byStatus.meaning(), byStatus.advice());
    }

    /** What the status of one line tells, if nothing else does. */
    public static FailureKind ofStatus(int status) {
        String code = HTTP + status;
        if (status == 0) {
            return kind(code, Again.BY_ITSELF, "The provider did not execute the item.", WAIT);
        }
        if (status >= 500) {
            return kind(code, Again.BY_ITSELF, "The provider failed.", WAIT);
        }
        return switch (status) {
            case 401 -> kind(code, Again.AFTER_CHANGE, "The provider does not accept the key.", ACCOUNT);
            case 402 -> kind(code, Again.AFTER_CHANGE, "The account has no money left.", ACCOUNT);
            case 403 -> kind(code, Again.AFTER_CHANGE, "The account may not do this.", ACCOUNT);
            case 404 -> kind(code, Again.AFTER_CHANGE, "The model or endpoint is not there for this account.", MODEL);
            case 408 -> kind(code, Again.BY_ITSELF, "The provider ran out of time.", WAIT);
            case 409 ->
                kind(code, Again.BY_ITSELF, "The provider was busy with something that stood in the way.", WAIT);
            case 413 -> kind(code, Again.AFTER_CHANGE, "The request is too large for the provider.", REQUEST);
            case 429 -> kind(code, Again.BY_ITSELF, "The provider was asked too much at once.", WAIT);
            default -> kind(code, Again.AFTER_CHANGE, "The provider refused the request.", REQUEST);
        };
    }

    /** The statuses that are told apart from their class. */
    public static List<Integer> statuses() {
        return List.of(0, 400, 401, 402, 403, 404, 408, 409, 413, 429, 500);
    }

    private static @Nullable Integer status(String code) {
        boolean numbered =
                code.startsWith(HTTP) && code.substring(HTTP.length()).matches("[0-9]{1,3}");
        return numbered ? Integer.valueOf(code.substring(HTTP.length())) : null;
    }

    private static FailureKind kind(String code, Again again, String meaning, String advice) {
        return new FailureKind(code, Source.STATUS, again, meaning, advice);
    }

    private static Map<String, FailureKind> kinds() {
        List<FailureKind> all = new ArrayList<>();
        Arrays.stream(ErrorCode.values()).map(OurFailures::kind).forEach(all::add);
        lines(all);
        jobs(all);
        Map<String, FailureKind> kinds = new LinkedHashMap<>();
        all.forEach(kind -> kinds.putIfAbsent(kind.code(), kind));
        return kinds;
    }

    private static void lines(List<FailureKind> all) {
        line(all, "server_error", Again.BY_ITSELF, "The provider failed at this item.", WAIT);
        line(all, "rate_limit_exceeded", Again.BY_ITSELF, "The provider was asked too much at once.", WAIT);
        line(all, "timeout", Again.BY_ITSELF, "The provider ran out of time.", WAIT);
        line(all, "overloaded", Again.BY_ITSELF, "The provider has too much to do.", WAIT);
        line(all, "overloaded_error", Again.BY_ITSELF, "The provider has too much to do.", WAIT);
        line(all, "canceled", Again.AFTER_CANCEL, "A cancel stopped the item.", "Send it again if it is wanted.");
        line(all, "cancelled", Again.AFTER_CANCEL, "A cancel stopped the item.", "Send it again if it is wanted.");
        line(all, "api_error", Again.ON_REQUEST, "The provider failed at this item.", WAIT);
        line(all, "rate_limit_error", Again.ON_REQUEST, "The provider was asked too much at once.", WAIT);
        line(
                all,
                "insufficient_quota",
                Again.AFTER_CHANGE,
                "The account has no money left. Where it is the reason of a whole batch, the batch is created again "
                        + "when the account pays again.",
                ACCOUNT);
        line(
                all,
                "billing_hard_limit_reached",
                Again.AFTER_CHANGE,
                "The account's own limit is reached. Where it is the reason of a whole batch, the batch is created "
                        + "again when the account pays again.",
                ACCOUNT);
        line(all, "invalid_api_key", Again.AFTER_CHANGE, "The provider does not accept the key.", ACCOUNT);
        line(all, "authentication_error", Again.AFTER_CHANGE, "The provider does not accept the key.", ACCOUNT);
        line(all, "permission_error", Again.AFTER_CHANGE, "The account may not do this.", ACCOUNT);
        line(all, "model_not_allowed", Again.AFTER_CHANGE, "The account may not use the model.", MODEL);
        line(all, "not_found_error", Again.AFTER_CHANGE, "The model or endpoint is not there.", MODEL);
        line(all, "invalid_request_error", Again.AFTER_CHANGE, "The provider refused the request.", REQUEST);
        line(
                all,
                "context_length_exceeded",
                Again.AFTER_CHANGE,
                "The request is longer than the model takes.",
                REQUEST);
        line(all, "content_policy_violation", Again.AFTER_CHANGE, "The provider's rules forbid it.", REQUEST);
        line(all, "content_filter", Again.AFTER_CHANGE, "The provider's filter stopped it.", REQUEST);
        line(all, "unsupported_parameter", Again.AFTER_CHANGE, "The model does not take a parameter.", REQUEST);
        line(all, "unsupported_value", Again.AFTER_CHANGE, "The model does not take a value.", REQUEST);
        line(all, "invalid_value", Again.AFTER_CHANGE, "A parameter has a wrong value.", REQUEST);
    }

    private static void jobs(List<FailureKind> all) {
        all.add(new FailureKind(
                "token_limit_exceeded",
                Source.JOB,
                Again.BY_ITSELF,
                "More tokens are queued than the account may have.",
                "Nothing: the same batch is created again when there is room."));
        job(all, "invalid_json_line", "The provider could not read a line of the file.", FILE);
        job(all, "duplicate_custom_id", "The provider found a `custom_id` twice in the file.", FILE);
        job(all, "url_mismatch", "A line's `url` is not the batch's endpoint.", FILE);
        job(all, "invalid_url", "A line's `url` is not the batch's endpoint.", FILE);
        job(all, "model_mismatch", "The file has more than one model.", FILE);
        job(all, "mismatched_model", "The file has more than one model.", FILE);
        job(all, "model_not_found", "The model is not there for this account.", MODEL);
        job(all, "empty_file", "The provider found nothing in the file.", FILE);
        job(all, "empty_batch", "The provider found nothing in the batch.", FILE);
        job(all, "too_many_tasks", "The file has more lines than the provider takes.", "Lower `window.max.requests`.");
        job(all, "invalid_request", "The provider refused the batch.", FILE);
        job(all, "invalid_method", "A line's method is not the provider's.", FILE);
        job(all, "missing_required_parameter", "A line lacks a parameter that the provider needs.", REQUEST);
        job(all, "input_modified", "The input file changed after the batch was created.", FILE);
        job(all, "input_no_permissions", "The provider may not read the input file.", ACCOUNT);
    }

    private static void line(List<FailureKind> all, String code, Again again, String meaning, String advice) {
        all.add(new FailureKind(code, Source.LINE, again, meaning, advice));
    }

    private static void job(List<FailureKind> all, String code, String meaning, String advice) {
        all.add(new FailureKind(code, Source.JOB, Again.AFTER_CHANGE, meaning, advice));
    }
}
