package dev.batchline.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.demo.TopicFollower;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The outcomes on the topics, each with what it says, and the windows that they came from. */
final class Ends implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<End> ends = new ConcurrentLinkedQueue<>();
    private final Queue<Window> windows = new ConcurrentLinkedQueue<>();
    private final TopicFollower follower;

    Ends(BatchlineConfig config) {
        this.follower = new TopicFollower(
                config.kafka(),
                config.topics(),
                EnumSet.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS, Topic.WINDOWS));
        follower.start(this::take);
    }

    /** What ended of a model on one of the three topics. */
    List<End> of(String model, Topic topic) {
        return ends.stream()
                .filter(end -> end.topic == topic && end.model.equals(model))
                .toList();
    }

    /** Whether a window of the model was found at the provider and not made by a reply. */
    boolean adopted(String model) {
        return submitted(model).stream().anyMatch(state -> state.how() == SubmittedHow.ADOPTED);
    }

    /** Whether the end of a batch of the model was asked for since it was past its time. */
    boolean cutOff(String model) {
        return submitted(model).stream()
                .anyMatch(state -> state.cancel() != null && state.cancel().cause() == CancelCause.OVERDUE);
    }

    /** The windows of a model that have a batch. */
    List<String> windows(String model) {
        return windows.stream()
                .filter(window -> isOf(window, model) && window.state() instanceof WindowState.Submitted)
                .map(window -> window.id().text())
                .distinct()
                .toList();
    }

    private List<WindowState.Submitted> submitted(String model) {
        return windows.stream()
                .filter(window -> isOf(window, model))
                .map(Window::state)
                .filter(WindowState.Submitted.class::isInstance)
                .map(WindowState.Submitted.class::cast)
                .toList();
    }

    private static boolean isOf(Window window, String model) {
        return window.facts().lane().model().equals(model);
    }

    private void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (topic != Topic.WINDOWS) {
            ends.add(End.of(topic, record));
        } else if (record.value() != null) {
            windows.add(JsonCodec.WINDOW.decode(record.value()));
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    /**
     * One record of an outcome.
     *
     * @param topic which one it stands on
     * @param model the model that was asked
     * @param customId its key
     * @param attempt the submission that it is the outcome of
     * @param code why it failed; nothing if it did not
     * @param retryable whether sending it again can help; nothing if it did not fail
     * @param value the result, or the request of a dead letter
     */
    record End(Topic topic, String model, String customId, int attempt, String code, String retryable, String value) {
        static End of(Topic topic, ConsumerRecord<byte[], byte[]> record) {
            return new End(
                    topic,
                    header(record, Headers.MODEL),
                    new String(record.key(), StandardCharsets.UTF_8),
                    Integer.parseInt("0" + header(record, Headers.ATTEMPT)),
                    header(record, Headers.ERROR_CODE),
                    header(record, Headers.ERROR_RETRYABLE),
                    record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8));
        }

        /** The result as JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("no JSON: " + value, e);
            }
        }

        private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
            return KafkaHeaders.text(record.headers(), name).orElse("");
        }
    }
}
