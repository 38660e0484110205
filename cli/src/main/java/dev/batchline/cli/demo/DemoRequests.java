package dev.batchline.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Request events about country profiles: sound ones by turns for a summary and a region label, then ones that cannot
 * be routed, then ones that the provider refuses. It makes as many as it is asked for, and the same ones each time.
 *
 * <p>The custom_ids are {@code summary-<code>} and {@code region-<code>}; when the profiles are used up they begin
 * again with {@code -2}, {@code -3} and so on behind them.
 */
public final class DemoRequests {
    /** Asked for summaries. */
    public static final String SUMMARY_MODEL = "gpt-4.1-mini";

    /** Asked for region labels. */
    public static final String REGION_MODEL = "gpt-4.1-nano";

    private static final String URL = "/v1/chat/completions";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Counts counts;
    private final List<CountryProfile> profiles;
    private final List<String> regions;

    public DemoRequests(Counts counts) {
        this.counts = counts;
        this.profiles = CountryProfiles.all();
        this.regions = CountryProfiles.regions();
    }

    /** Both requests for each profile once, and so many of the bad ones. */
    public static DemoRequests onceForEachProfile(int unroutable, int refused) {
        return new DemoRequests(new Counts(2 * CountryProfiles.all().size(), unroutable, refused));
    }

    /** How many requests of each kind there are. */
    public Counts counts() {
        return counts;
    }

    /** Gives each request event's value to the consumer, in order. */
    public void forEach(Consumer<byte[]> consumer) {
        for (int number = 0; number < counts.sound(); number++) {
            consumer.accept(sound(number));
        }
        for (int number = 0; number < counts.unroutable(); number++) {
            consumer.accept(unroutable(number));
        }
        for (int number = 0; number < counts.refused(); number++) {
            consumer.accept(refused(number));
        }
    }

    private byte[] sound(int number) {
        int pair = number / 2;
        CountryProfile profile = profiles.get(pair % profiles.size());
        int round = pair / profiles.size();
        String suffix = profile.code() + (round == 0 ? "" : "-" + (round + 1));
        return bytes(number % 2 == 0 ? summary("summary-" + suffix, profile) : region("region-" + suffix, profile));
    }

    private static ObjectNode summary(String customId, CountryProfile profile) {
        return chat(
                customId,
                SUMMARY_MODEL,
                "Summarise the history of " + profile.name() + " in one sentence.",
                profile.background(),
                100);
    }

    private ObjectNode region(String customId, CountryProfile profile) {
        return chat(
                customId,
                REGION_MODEL,
                "Which region of the world is this text about? Answer with one of: " + String.join("; ", regions) + ".",
                profile.background(),
                10);
    }

    /** By turns: no JSON, no custom_id, a stream, an endpoint that nobody serves in batches. */
    private byte[] unroutable(int number) {
        CountryProfile profile = profiles.get(number % profiles.size());
        ObjectNode request = summary("unroutable-" + number, profile);
        return switch (Unroutable.values()[number % Unroutable.values().length]) {
            case NOT_JSON -> ("This is no JSON: " + profile.name()).getBytes(StandardCharsets.UTF_8);
            case NO_CUSTOM_ID -> bytes(request.without("custom_id"));
            case STREAM -> {
                request.withObject("/body").put("stream", true);
                yield bytes(request);
            }
            case UNKNOWN_URL -> bytes(request.put("url", "/v1/crystal-ball"));
        };
    }

    /** Sound for us; the provider answers 400 because it cannot make less than no tokens. */
    private byte[] refused(int number) {
        ObjectNode request = summary("refused-" + number, profiles.get(number % profiles.size()));
        request.withObject("/body").put("max_tokens", -1);
        return bytes(request);
    }

    private static ObjectNode chat(String customId, String model, String task, String text, int maxTokens) {
        ObjectNode request = JSON.createObjectNode();
        request.put("custom_id", customId).put("method", "POST").put("url", URL);
        ObjectNode body = request.putObject("body").put("model", model);
        body.putArray("messages")
                .add(JSON.createObjectNode().put("role", "system").put("content", task))
                .add(JSON.createObjectNode().put("role", "user").put("content", text));
        body.put("max_tokens", maxTokens);
        return request;
    }

    private static byte[] bytes(Object json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ways in which a request can be unfit for any batch, in the order in which they take turns. */
    public enum Unroutable {
        NOT_JSON,
        NO_CUSTOM_ID,
        STREAM,
        UNKNOWN_URL
    }

    /**
     * How many requests of each kind there are.
     *
     * @param sound end as completed
     * @param unroutable end as failed without reaching a provider
     * @param refused end as failed because the provider refuses them
     */
    public record Counts(int sound, int unroutable, int refused) {
        public Counts {
            if (sound < 0 || unroutable < 0 || refused < 0) {
                throw new IllegalArgumentException(
                        "counts cannot be below 0, got " + sound + ", " + unroutable + ", " + refused);
            }
        }

        /** All of them. */
        public int total() {
            return sound + unroutable + refused;
        }

        /** Those that end on the failed and the dead-letter topic. */
        public int failed() {
            return unroutable + refused;
        }
    }
}
