package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads every batch from creation to its terminal status, one step at a time along the timeline. */
final class BatchLife implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLife.class);
    private static final Duration DEFAULT_OUTPUT_LIFE = Duration.ofDays(30);
    private static final int STEPS = 200;
    private static final Duration SHORTEST_STEP = Duration.ofMillis(1);

    private final SimulatorConfig config;
    private final Timeline timeline;
    private final FileStore files;
    private final BatchStore batches;
    private final FaultScript script;
    private final ExecutionLog log;
    private final EnqueuedTokens enqueued;
    private final AtomicLong created = new AtomicLong();
    private final Map<String, BatchExecution> executions = new ConcurrentHashMap<>();
    private final Queue<Stuck> stuck = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** What a step of a batch's life does. */
    private interface Step {
        void run() throws IOException;
    }

    /**
     * A batch that waits for another script of faults.
     *
     * @param batch the batch
     * @param step what it will then do
     */
    private record Stuck(Batch batch, Step step) {}

    BatchLife(
            SimulatorConfig config,
            Timeline timeline,
            FileStore files,
            BatchStore batches,
            FaultScript script,
            ExecutionLog log) {
        this.config = config;
        this.timeline = timeline;
        this.files = files;
        this.batches = batches;
        this.script = script;
        this.log = log;
        this.enqueued = new EnqueuedTokens(this::tokenLimit);
    }

    /** Makes a batch and sets it going; the answer is how it stood before that, as the provider replies. */
    ObjectNode create(CreateBatch request) {
        StoredFile input =
                files.use(request.inputFileId()).orElseThrow(() -> ApiException.noSuchFile(request.inputFileId()));
        if (!input.purpose().equals("batch")) {
            files.release(input);
            throw ApiException.badRequest(
                    "File " + input.id() + " has purpose '" + input.purpose() + "', expected 'batch'.",
                    "input_file_id");
        }
        Instant now = timeline.now();
        Batch batch = new Batch(
                request,
                input,
                InputPeek.firstModel(input.path()),
                now,
                config.phases().completionWindow());
        batches.add(batch);
        script.play().meet(batch, false);
        log.countBatch();
        long seed = config.seed() + created.incrementAndGet();
        ObjectNode reply = batch.json();
        after(config.phases().validating(), batch, () -> validate(batch, seed));
        LOG.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("endpoint", request.endpoint())
                .log("Batch created");
        return reply;
    }

    /** Makes a batch after a while, if its input file is still there then. */
    void createLater(CreateBatch request, Duration delay) {
        if (files.find(request.inputFileId()).isEmpty()) {
            throw ApiException.noSuchFile(request.inputFileId());
        }
        timeline.at(timeline.now().plus(delay), () -> {
            try {
                create(request);
            } catch (ApiException e) {
                LOG.atInfo().addKeyValue("reason", e.getMessage()).log("Late batch not created");
            }
        });
    }

    /** Lets every stuck batch try again; one that still is stuck goes on waiting. */
    void goOn() {
        for (Stuck one = stuck.poll(); one != null; one = stuck.poll()) {
            after(Duration.ZERO, one.batch(), one.step());
        }
    }

    /** Begins to cancel; true if the batch is then cancelling or cancelled. */
    boolean cancel(Batch batch) {
        if (batch.become(BatchStatus.CANCELLING, timeline.now())) {
            after(config.phases().cancelling(), batch, () -> publish(batch, BatchStatus.CANCELLED));
        }
        return batch.status() == BatchStatus.CANCELLING || batch.status() == BatchStatus.CANCELLED;
    }

    /** Lets running executions end after their present line. */
    void stop() {
        stopping = true;
    }

    @Override
    public void close() {
        executions.values().forEach(BatchLife::discard);
    }

    private void validate(Batch batch, long seed) throws IOException {
        if (batch.status() != BatchStatus.VALIDATING) {
            return;
        }
        if (sticks(batch, Stage.VALIDATING)) {
            stuck.add(new Stuck(batch, () -> validate(batch, seed)));
            return;
        }
        Optional<Fault.FailBatch> told = script.play().of(batch, Fault.FailBatch.class);
        if (told.isPresent()) {
            fail(batch, BatchProblem.scripted(told.get()));
            return;
        }
        Validation outcome = new InputValidator(
                        batch.request(), config.limits(), model -> tokenLimit(model) < EnqueuedTokens.NO_LIMIT)
                .validate(batch.input());
        switch (outcome) {
            case Validation.Rejected rejected -> fail(batch, rejected.problems());
            case Validation.Accepted accepted -> {
                if (enqueued.enqueue(batch.id(), accepted)) {
                    start(batch, accepted, seed);
                } else {
                    fail(batch, List.of(enqueued.refusal(accepted.model())));
                }
            }
        }
    }

    private void start(Batch batch, Validation.Accepted accepted, long seed) throws IOException {
        BatchExecution execution = new BatchExecution(batch, accepted.index(), seed, log, script, files);
        executions.put(batch.id(), execution);
        if (!batch.start(accepted.model(), execution.lines(), timeline.now())) {
            // It was cancelled meanwhile, and whoever removes the execution first ends it.
            discard(executions.remove(batch.id()));
            enqueued.release(batch.id());
            return;
        }
        work(batch, execution);
    }

    /** Executes the lines that are due by now and comes back for the rest. */
    private void work(Batch batch, BatchExecution execution) throws IOException {
        Duration planned = config.phases().execution(execution.lines());
        int most = most(batch, execution.lines());
        int due = Math.min(most, linesDue(batch, planned, execution.lines()));
        execution.runTo(due, () -> mayRun(batch), timeline);

        boolean all = execution.done() == execution.lines();
        boolean ready = all || execution.done() >= most || windowOver(batch);
        if (ready && sticks(batch, Stage.IN_PROGRESS)) {
            stuck.add(new Stuck(batch, () -> work(batch, execution)));
        } else if (ready) {
            if (batch.become(BatchStatus.FINALIZING, timeline.now())) {
                BatchStatus end = all ? BatchStatus.COMPLETED : BatchStatus.EXPIRED;
                after(config.phases().finalizing(), batch, () -> publish(batch, end));
            }
        } else if (batch.status() == BatchStatus.IN_PROGRESS) {
            after(step(planned), batch, () -> work(batch, execution));
        }
    }

    private static Duration step(Duration planned) {
        Duration even = planned.dividedBy(STEPS);
        return even.compareTo(SHORTEST_STEP) < 0 ? SHORTEST_STEP : even;
    }

    private boolean mayRun(Batch batch) {
        return batch.status() == BatchStatus.IN_PROGRESS && !windowOver(batch) && !stopping;
    }

    private boolean windowOver(Batch batch) {
        return !timeline.now().isBefore(batch.expiresAt())
                && script.play().of(batch, Fault.NeverExpire.class).isEmpty();
    }

    private boolean sticks(Batch batch, Stage stage) {
        return script.play()
                .of(batch, Fault.StickBatch.class)
                .filter(stick -> stick.status() == stage)
                .isPresent();
    }

    /** How many lines of a batch may run before it expires or sticks. */
    private int most(Batch batch, int lines) {
        FaultPlay play = script.play();
        double percent = play.of(batch, Fault.StickBatch.class)
                .filter(stick -> stick.status() == Stage.IN_PROGRESS)
                .map(Fault.StickBatch::percentDone)
                .or(() -> play.of(batch, Fault.ExpireBatch.class).map(Fault.ExpireBatch::percentDone))
                .orElse(100.0);
        return (int) (lines * percent / 100);
    }

    private int linesDue(Batch batch, Duration planned, int lines) {
        Instant start = batch.since(BatchStatus.IN_PROGRESS);
        Duration passed = start == null ? Duration.ZERO : Duration.between(start, timeline.now());
        if (passed.compareTo(planned) >= 0) {
            return lines;
        }
        return (int) (lines * ((double) passed.toMillis() / Math.max(1, planned.toMillis())));
    }

    private void publish(Batch batch, BatchStatus end) throws IOException {
        if (!batch.status().next().contains(end)) {
            return;
        }
        if (batch.status() == BatchStatus.FINALIZING && sticks(batch, Stage.FINALIZING)) {
            stuck.add(new Stuck(batch, () -> publish(batch, end)));
            return;
        }
        BatchExecution execution = executions.remove(batch.id());
        if (execution != null) {
            try (execution) {
                if (end == BatchStatus.EXPIRED) {
                    execution.expireRest(codeOfRest(batch));
                }
                attachFiles(batch, execution);
            }
        }
        if (batch.become(end, timeline.now())) {
            leave(batch);
        }
    }

    private String codeOfRest(Batch batch) {
        return script.play()
                .of(batch, Fault.ExpireBatch.class)
                .flatMap(expire -> Optional.ofNullable(expire.code()))
                .orElse("batch_expired");
    }

    private void attachFiles(Batch batch, BatchExecution execution) throws IOException {
        Fault.ChangeFileIds ids = script.play()
                .of(batch, Fault.ChangeFileIds.class)
                .orElse(new Fault.ChangeFileIds(FileId.AS_IS, FileId.AS_IS, Duration.ZERO, Batches.every()));
        String output = store(batch, execution.takeOutput(ids.output() == FileId.EMPTY_FILE), "_output.jsonl");
        String errors = store(batch, execution.takeErrors(ids.error() == FileId.EMPTY_FILE), "_error.jsonl");
        batch.attach(ids.output().shown(output), ids.error().shown(errors));
        if (ids.late().isPositive()) {
            after(ids.late(), batch, () -> batch.attach(output, errors));
        }
    }

    private @Nullable String store(Batch batch, @Nullable Path path, String suffix) {
        if (path == null) {
            return null;
        }
        Duration asked = batch.request().outputLife();
        Duration life = asked == null ? DEFAULT_OUTPUT_LIFE : asked;
        return files.store(path, 0, batch.id() + suffix, "batch_output", life).id();
    }

    private void fail(Batch batch, List<BatchProblem> problems) {
        if (batch.fail(problems, timeline.now())) {
            leave(batch);
        }
    }

    private void leave(Batch batch) {
        releaseTokens(batch);
        files.release(batch.input());
        LOG.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("status", batch.status().word())
                .log("Batch ended");
    }

    private void releaseTokens(Batch batch) {
        Duration lag = Optional.ofNullable(batch.firstModel())
                .flatMap(script.play()::tokenLimit)
                .map(Fault.LimitEnqueuedTokens::releaseLag)
                .orElse(Duration.ZERO);
        if (lag.isZero()) {
            enqueued.release(batch.id());
        } else {
            timeline.at(timeline.now().plus(lag), () -> enqueued.release(batch.id()));
        }
    }

    private long tokenLimit(String model) {
        return script.play()
                .tokenLimit(model)
                .map(Fault.LimitEnqueuedTokens::tokens)
                .orElse(config.limits().enqueuedTokens().getOrDefault(model, EnqueuedTokens.NO_LIMIT));
    }

    private void after(Duration wait, Batch batch, Step step) {
        timeline.at(timeline.now().plus(wait), () -> {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("batch", batch.id()).log("Batch broke inside the simulator");
                discard(executions.remove(batch.id()));
                fail(batch, List.of(new BatchProblem("server_error", "The simulator failed.", null, null)));
            }
        });
    }

    private static void discard(@Nullable BatchExecution execution) {
        if (execution == null) {
            return;
        }
        try {
            execution.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Files of an ended execution could not be closed");
        }
    }
}
