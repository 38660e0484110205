package dev.batchline.cli.chaos;

import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What moves in the installation just now, as its topics and the doors to the provider tell. */
final class Activity {
    private static final long JUST_NOW = Duration.ofMillis(150).toNanos();

    private final AtomicLong committed = new AtomicLong();
    private final Map<Integer, Long> publishedAt = new ConcurrentHashMap<>();
    private final Set<String> atProvider = ConcurrentHashMap.newKeySet();

    /** Takes a committed record. */
    void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        switch (topic) {
            case RESULTS_COMPLETED, RESULTS_FAILED -> {
                committed.incrementAndGet();
                Header window = record.headers().lastHeader(Headers.WINDOW);
                if (window != null) {
                    publishedAt.put(WindowId.parse(text(window.value())).partition(), System.nanoTime());
                }
            }
            case WINDOWS -> {
                committed.incrementAndGet();
                window(text(record.key()), record.value());
            }
            case STATUS -> {
                committed.incrementAndGet();
                StatusEvent event = JsonCodec.STATUS.decode(record.value());
                if (event.status().terminal()) {
                    atProvider.remove(event.windowId().text());
                }
            }
            case DEAD_LETTERS, JOINS, MANIFESTS, LANES, LEDGER, REPLAYS -> committed.incrementAndGet();
            case REQUESTS, LEASES, COMMANDS, LANE_STATUS -> {}
        }
    }

    @SuppressWarnings("NullAway") // a tombstone has no value
    private void window(String id, byte[] value) {
        if (value == null) {
            atProvider.remove(id);
            return;
        }
        Window window = JsonCodec.WINDOW.decode(value);
        if (window.state() instanceof WindowState.Submitted) {
            atProvider.add(id);
        }
    }

    /** How many records the services have committed, leases not counted. */
    long committed() {
        return committed.get();
    }

    /** What an instance is doing. */
    Phase phase(Instance instance) {
        return switch (instance.service()) {
            case "batcher" ->
                instance.toProvider().underWay(ProviderDoor.Route.CREATE)
                        ? Phase.CREATING
                        : instance.toProvider().underWay(ProviderDoor.Route.UPLOAD) ? Phase.UPLOADING : Phase.FILLING;
            case "joiner" ->
                publishes(instance)
                        ? Phase.PUBLISHING
                        : instance.toProvider().underWay(ProviderDoor.Route.DOWNLOAD) ? Phase.DOWNLOADING : waiting();
            default -> waiting();
        };
    }

    private Phase waiting() {
        return atProvider.isEmpty() ? Phase.FILLING : Phase.AT_PROVIDER;
    }

    private boolean publishes(Instance instance) {
        long now = System.nanoTime();
        return publishedAt.entrySet().stream()
                .anyMatch(last -> now - last.getValue() < JUST_NOW && instance.worksOn(last.getKey()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
