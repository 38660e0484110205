package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.simulator.answer.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provider's record of one batch: its status, the times it changed, and its counts. */
final class Batch {

    private final String id = Ids.batch();
    private final CreateBatch request;
    private final StoredFile input;
    private final Instant createdAt;
    private final Instant expiresAt;
    private final @Nullable String firstModel;
    private final Map<BatchStatus, Instant> since = new EnumMap<>(BatchStatus.class);
    private volatile BatchStatus status = BatchStatus.VALIDATING;
    private List<BatchProblem> problems = List.of();
    private @Nullable String model;
    private @Nullable String outputFileId;
    private @Nullable String errorFileId;
    private int total;
    private int completed;
    private int failed;
    private long inputTokens;
    private long outputTokens;

    /** A batch that begins to be validated; {@code firstModel} is the one that its first line names. */
    Batch(CreateBatch request, StoredFile input, @Nullable String firstModel, Instant now, Duration window) {
        this.request = request;
        this.input = input;
        this.firstModel = firstModel;
        this.createdAt = now;
        this.expiresAt = now.plus(window);
    }

    String id() {
        return id;
    }

    CreateBatch request() {
        return request;
    }

    StoredFile input() {
        return input;
    }

    /** The model that the first line of the input names, known before the input is checked. */
    @Nullable
    String firstModel() {
        return firstModel;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    BatchStatus status() {
        return status;
    }

    /** When a status began, if it has. */
    synchronized @Nullable Instant since(BatchStatus reached) {
        return since.get(reached);
    }

    /** Takes the step to another status if it is a legal one from here. */
    synchronized boolean become(BatchStatus next, Instant now) {
        if (!status.next().contains(next)) {
            return false;
        }
        status = next;
        since.put(next, now);
        return true;
    }

    /** Starts execution. */
    synchronized boolean start(String foundModel, int lines, Instant now) {
        if (!become(BatchStatus.IN_PROGRESS, now)) {
            return false;
        }
        model = foundModel.isEmpty() ? null : foundModel;
        total = lines;
        return true;
    }

    /** Ends the batch without execution, or in the middle of it. */
    synchronized boolean fail(List<BatchProblem> reasons, Instant now) {
        if (!become(BatchStatus.FAILED, now)) {
            return false;
        }
        problems = List.copyOf(reasons);
        return true;
    }

    /** Counts one executed line. */
    synchronized void count(Answer answer) {
        if (answer.billed() || answer.status() == 0) {
            completed++;
        } else {
            failed++;
        }
        inputTokens += answer.usage().input();
        outputTokens += answer.usage().output();
    }

    /** Notes the ids of the batch's files, which show once it has ended. */
    synchronized void attach(@Nullable String output, @Nullable String errors) {
        outputFileId = output;
        errorFileId = errors;
    }

    synchronized ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("object", "batch")
                .put("endpoint", request.endpoint())
                .put("model", model);
        json.set("errors", errors());
        json.put("input_file_id", input.id())
                .put("completion_window", request.completionWindow())
                .put("status", status.word())
                .put("output_file_id", status.terminal() ? outputFileId : null)
                .put("error_file_id", status.terminal() ? errorFileId : null)
                .put("created_at", createdAt.getEpochSecond())
                .put("in_progress_at", stamp(BatchStatus.IN_PROGRESS))
                .put("expires_at", expiresAt.getEpochSecond())
                .put("finalizing_at", stamp(BatchStatus.FINALIZING))
                .put("completed_at", stamp(BatchStatus.COMPLETED))
                .put("failed_at", stamp(BatchStatus.FAILED))
                .put("expired_at", stamp(BatchStatus.EXPIRED))
                .put("cancelling_at", stamp(BatchStatus.CANCELLING))
                .put("cancelled_at", stamp(BatchStatus.CANCELLED));
        json.putObject("request_counts")
                .put("total", total)
                .put("completed", completed)
                .put("failed", failed);
        writeUsage(json.putObject("usage"));
        Map<String, String> metadata = request.metadata();
        if (metadata == null) {
            return json.putNull("metadata");
        }
        ObjectNode pairs = json.putObject("metadata");
        metadata.forEach(pairs::put);
        return json;
    }

    private void writeUsage(ObjectNode usage) {
        usage.put("input_tokens", inputTokens);
        usage.putObject("input_tokens_details").put("cached_tokens", 0);
        usage.put("output_tokens", outputTokens);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", inputTokens + outputTokens);
    }

    private @Nullable ObjectNode errors() {
        if (problems.isEmpty()) {
            return null;
        }
        ObjectNode errors = Json.object().put("object", "list");
        ArrayNode data = errors.putArray("data");
        problems.forEach(problem -> data.add(problem.json()));
        return errors;
    }

    private @Nullable Long stamp(BatchStatus reached) {
        return Json.seconds(since.get(reached));
    }
}
