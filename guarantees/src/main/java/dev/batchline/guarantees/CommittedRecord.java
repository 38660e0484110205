package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.JoinTold;
import dev.batchline.guarantees.Observation.LeaseTold;
import dev.batchline.guarantees.Observation.LetterTold;
import dev.batchline.guarantees.Observation.ManifestTold;
import dev.batchline.guarantees.Observation.Produced;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.guarantees.Observation.StatusTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record as a reader of committed records sees it.
 *
 * @param topic what its topic is for
 * @param place where it lies
 * @param at its time
 * @param key its key
 * @param value its value; null for a tombstone
 * @param headers its headers, in order
 */
public record CommittedRecord(
        Topic topic, Place place, Instant at, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    /** The topics whose records are observations. */
    public static final Set<Topic> TOPICS = EnumSet.of(
            Topic.REQUESTS,
            Topic.WINDOWS,
            Topic.MANIFESTS,
            Topic.LEASES,
            Topic.STATUS,
            Topic.JOINS,
            Topic.RESULTS_COMPLETED,
            Topic.RESULTS_FAILED,
            Topic.DEAD_LETTERS);

    /** What it tells, if it tells anything. */
    public Optional<Observation> observation() {
        return switch (topic) {
            case REQUESTS -> Optional.of(produced());
            case WINDOWS ->
                Optional.of(new WindowTold(
                        WindowId.parse(keyText()), value == null ? null : JsonCodec.WINDOW.decode(value), at));
            case MANIFESTS -> Optional.ofNullable(value).map(part -> new ManifestTold(ManifestCodec.decode(part)));
            case LEASES ->
                Optional.ofNullable(value).map(lease -> new LeaseTold(keyText(), JsonCodec.LEASE.decode(lease)));
            case STATUS -> Optional.ofNullable(value).map(event -> new StatusTold(JsonCodec.STATUS.decode(event), at));
            case JOINS -> Optional.ofNullable(value).map(event -> new JoinTold(JsonCodec.JOIN.decode(event)));
            case RESULTS_COMPLETED -> Optional.of(new ResultTold(outcome(null)));
            case RESULTS_FAILED -> Optional.of(new ResultTold(outcome(failure())));
            case DEAD_LETTERS -> Optional.of(new LetterTold(outcome(failure())));
            case LANES, COMMANDS, LEDGER, LANE_STATUS, REPLAYS -> Optional.empty();
        };
    }

    /** Where the request of a manifest's line lies, if it says so. */
    static Optional<Place> source(ManifestItem item) {
        return source(item.headers());
    }

    /** The window that was given up and released a manifest's line; empty for none. */
    static String releasedBy(ManifestItem item) {
        return text(item.headers(), Headers.RELEASED);
    }

    private Produced produced() {
        return switch (RequestEvent.parse(value)) {
            case RequestEvent event -> new Produced(place, event.customId(), Mark.ofBody(event));
            case ParsedRequest.Refused refused -> new Produced(place, refused.customId(), null);
        };
    }

    private Outcome outcome(Outcome.@Nullable Failure failure) {
        String window = text(headers, Headers.WINDOW);
        String attempt = text(headers, Headers.ATTEMPT);
        return new Outcome(
                place,
                keyText(),
                source(headers).orElse(null),
                window.isEmpty() ? null : WindowId.parse(window),
                attempt.isEmpty() ? 0 : Integer.parseInt(attempt),
                failure,
                failure == null && value != null ? Mark.ofAnswer(value).orElse(null) : null);
    }

    private Outcome.Failure failure() {
        return new Outcome.Failure(
                text(headers, Headers.ERROR_CODE),
                text(headers, Headers.STAGE),
                text(headers, Headers.ERROR_RETRYABLE));
    }

    private String keyText() {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    private static Optional<Place> source(List<Header> headers) {
        String topic = text(headers, Headers.SOURCE_TOPIC);
        return topic.isEmpty()
                ? Optional.empty()
                : Optional.of(new Place(
                        topic,
                        Integer.parseInt(text(headers, Headers.SOURCE_PARTITION)),
                        Long.parseLong(text(headers, Headers.SOURCE_OFFSET))));
    }

    private static String text(List<Header> headers, String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(name)) {
                return headers.get(i).text();
            }
        }
        return "";
    }
}
