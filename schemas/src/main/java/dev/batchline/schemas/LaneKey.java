package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * What requests must have in common to share a batch; its text form is the record key of the lanes topic.
 *
 * @param pool an account, or several accounts that share work
 * @param endpoint the path of the request lines, such as {@code /v1/chat/completions}
 * @param model the model as the request names it
 * @param options the completion window, such as {@code 24h}
 */
public record LaneKey(String pool, String endpoint, String model, String options) {
    /** Stands between the components of the text form, and in no other name of ours. */
    public static final String SEPARATOR = "|";

    /** The text form: four components joined by {@code |}, with {@code %} and {@code |} percent-encoded. */
    @JsonValue
    public String text() {
        return String.join(SEPARATOR, encode(pool), encode(endpoint), encode(model), encode(options));
    }

    /** Reads the text form; throws {@link UnreadableRecordException} for anything else. */
    @JsonCreator
    public static LaneKey parse(String text) {
        List<String> parts = List.of(text.split("\\|", -1));
        if (parts.size() != 4) {
            throw new UnreadableRecordException("not a lane key (expected pool|endpoint|model|options): " + text);
        }
        LaneKey lane =
                new LaneKey(decode(parts.get(0)), decode(parts.get(1)), decode(parts.get(2)), decode(parts.get(3)));
        if (!lane.text().equals(text)) {
            throw new UnreadableRecordException("not a lane key (expected only %25 and %7C as escapes): " + text);
        }
        return lane;
    }

    /** What counts against one queue of tokens where the provider counts per model: {@code pool|model}. */
    public String budgetGroup() {
        return encode(pool) + "|" + encode(model);
    }

    @Override
    public String toString() {
        return text();
    }

    private static String encode(String part) {
        return part.replace("%", "%25").replace("|", "%7C");
    }

    private static String decode(String part) {
        return part.replace("%7C", "|").replace("%25", "%");
    }
}
