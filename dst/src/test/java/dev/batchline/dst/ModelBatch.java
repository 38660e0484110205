package dev.batchline.dst;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.RequestCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch at the simulated provider. */
final class ModelBatch {
    private final String id;
    private final CreateBatch request;
    private final List<ModelFile.Line> lines;
    private final Instant createdAt;
    private final Instant listedFrom;
    private final List<BatchError> errors = new ArrayList<>();
    private String status = "validating";
    private int executed;
    private int completed;
    private int failed;
    private boolean cancelAsked;
    private boolean tooLate;
    private @Nullable String outputFile;
    private @Nullable String errorFile;

    /**
     * A batch that has just been made.
     *
     * @param lines of its input file
     * @param listedFrom from when on it is on lists
     */
    ModelBatch(String id, CreateBatch request, List<ModelFile.Line> lines, Instant createdAt, Instant listedFrom) {
        this.id = id;
        this.request = request;
        this.lines = List.copyOf(lines);
        this.createdAt = createdAt;
        this.listedFrom = listedFrom;
    }

    String id() {
        return id;
    }

    CreateBatch request() {
        return request;
    }

    List<ModelFile.Line> lines() {
        return lines;
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean listedAt(Instant now) {
        return !listedFrom.isAfter(now);
    }

    String status() {
        return status;
    }

    void status(String word) {
        status = word;
    }

    boolean ended() {
        return List.of("completed", "failed", "expired", "cancelled").contains(status);
    }

    /** The next line to execute; null if all are. */
    ModelFile.@Nullable Line next() {
        return executed < lines.size() ? lines.get(executed++) : null;
    }

    int executed() {
        return executed;
    }

    void counted(boolean success) {
        if (success) {
            completed++;
        } else {
            failed++;
        }
    }

    /** It is made of a file whose deletion the provider has refused before: nothing could keep it from being made. */
    void comesTooLate() {
        tooLate = true;
    }

    boolean tooLate() {
        return tooLate;
    }

    boolean cancelAsked() {
        return cancelAsked;
    }

    void askCancel() {
        cancelAsked = true;
        if (!ended()) {
            status = "cancelling";
        }
    }

    void fail(BatchError why) {
        status = "failed";
        errors.add(why);
    }

    void files(@Nullable String output, @Nullable String error) {
        outputFile = output;
        errorFile = error;
    }

    /** As the provider shows it. */
    RemoteBatch shown() {
        return new RemoteBatch(
                id,
                status,
                request.fileId(),
                outputFile,
                errorFile,
                new RequestCounts(lines.size(), completed, failed),
                createdAt,
                createdAt.plus(Duration.ofHours(24)),
                request.metadata(),
                errors,
                null);
    }
}
