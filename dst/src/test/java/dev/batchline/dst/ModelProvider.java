package dev.batchline.dst;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.FilePage;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.schemas.BatchError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider with files and batches, whose batches go on by the simulated time. */
final class ModelProvider {
    /** After this long the sweep has to have found a batch that nobody waits for. */
    private static final Duration FOUND_WITHIN = Duration.ofMinutes(40);

    private static final String RESULTS = "results";

    private final World world;
    private final Habits habits;
    private final Map<String, ModelFile> files = new LinkedHashMap<>();
    private final Map<String, ModelBatch> batches = new LinkedHashMap<>();
    private final Map<String, Results> results = new LinkedHashMap<>();
    private final Set<String> kept = new HashSet<>();
    private int numbers;

    ModelProvider(World world, Habits habits) {
        this.world = world;
        this.habits = habits;
    }

    /** The batches that there ever were. */
    List<ModelBatch> batches() {
        return List.copyOf(batches.values());
    }

    Outcome<RemoteFile> upload(String name, byte[] content) {
        String id = "file-" + numbers++;
        ModelFile file = new ModelFile(id, name, content, world.now());
        files.put(id, file);
        world.watch().uploaded(file);
        if (world.dice().chance(habits.dropsFiles)) {
            world.schedule().in(world.dice().millis(0, 1_500), () -> files.remove(id));
        }
        return new Outcome.Success<>(new RemoteFile(id, name, content.length, world.now()));
    }

    Outcome<Deleted> delete(String id) {
        if (habits.keepsFiles) {
            kept.add(id);
            return new Outcome.Refused<>(error(405, "not_supported"));
        }
        forget(id);
        return new Outcome.Success<>(new Deleted());
    }

    /** Whether batches that nobody waits for have ended, or are to end. */
    boolean settled() {
        return batches.values().stream().noneMatch(batch -> batch.tooLate() && !batch.ended() && !batch.cancelAsked());
    }

    private void forget(String id) {
        ModelFile file = files.remove(id);
        if (file != null && !file.name().equals(RESULTS)) {
            boolean used = batches.values().stream()
                    .anyMatch(batch -> batch.request().fileId().equals(id));
            world.watch().fileDeleted(file, used);
        }
    }

    byte @Nullable [] content(String id) {
        ModelFile file = files.get(id);
        return file == null ? null : file.content();
    }

    Outcome<RemoteBatch> create(CreateBatch request) {
        ModelFile file = files.get(request.fileId());
        if (file == null) {
            world.watch().createRefused(request);
            return new Outcome.NotFound<>(error(404, "file_not_found"));
        }
        Instant listed = world.now().plus(world.dice().millis(0, habits.listLagMillis));
        ModelBatch batch = new ModelBatch("batch-" + numbers++, request, file.lines(), world.now(), listed);
        if (kept.contains(file.id())) {
            batch.comesTooLate();
        }
        batches.put(batch.id(), batch);
        world.watch().created(batch);
        world.schedule().in(world.dice().millis(200, 3_000), () -> validated(batch));
        return new Outcome.Success<>(batch.shown());
    }

    Outcome<RemoteBatch> retrieve(String id) {
        ModelBatch batch = batches.get(id);
        return batch == null ? new Outcome.NotFound<>(error(404, "not_found")) : new Outcome.Success<>(batch.shown());
    }

    Outcome<RemoteBatch> cancel(String id) {
        ModelBatch batch = batches.get(id);
        if (batch == null) {
            return new Outcome.NotFound<>(error(404, "not_found"));
        }
        if (batch.ended()) {
            return new Outcome.Refused<>(error(409, "already_ended"));
        }
        batch.askCancel();
        world.watch().cancelled(batch);
        boolean loses = world.dice().chance(habits.cancelLoses);
        world.schedule().in(world.dice().millis(200, 4_000), () -> {
            if (loses && !batch.ended()) {
                world.watch().covered("cancel that lost");
                execute(batch, batch.lines().size());
                end(batch, "completed");
            } else {
                end(batch, "cancelled");
            }
        });
        return new Outcome.Success<>(batch.shown());
    }

    Outcome<BatchPage> list(@Nullable String after, int limit) {
        List<ModelBatch> newestFirst = new ArrayList<>(batches.values().stream()
                .filter(batch -> batch.listedAt(world.now()))
                .toList()
                .reversed());
        if (after != null) {
            int at = newestFirst.stream().map(ModelBatch::id).toList().indexOf(after);
            boolean again = habits.pageSize > 1 && world.dice().chance(0.2);
            newestFirst = newestFirst.subList(Math.max(0, again ? at : at + 1), newestFirst.size());
        }
        int size = Math.min(limit, habits.pageSize);
        List<ModelBatch> page = newestFirst.subList(0, Math.min(size, newestFirst.size()));
        String next = page.size() < newestFirst.size() ? page.getLast().id() : null;
        return new Outcome.Success<>(
                new BatchPage(page.stream().map(ModelBatch::shown).toList(), next));
    }

    /** A page of the files that were uploaded, which are all on it. */
    Outcome<FilePage> files(@Nullable String after, int limit) {
        List<RemoteFile> newestFirst = files.values().stream()
                .filter(file -> !file.name().equals(RESULTS))
                .map(file -> new RemoteFile(file.id(), file.name(), file.content().length, file.createdAt()))
                .toList()
                .reversed();
        return new Outcome.Success<>(new FilePage(newestFirst, null));
    }

    private void validated(ModelBatch batch) {
        if (batch.ended() || batch.cancelAsked()) {
            return;
        }
        Set<String> ids = new HashSet<>();
        if (!batch.lines().stream().allMatch(line -> ids.add(line.customId()))) {
            world.watch().spoiled(batch);
            fail(batch, new BatchError("duplicate_custom_id", "twice", null, null));
        } else if (world.dice().chance(habits.queueFull)) {
            world.watch().covered("row-10");
            fail(batch, new BatchError("token_limit_exceeded", "Enqueued token limit reached", null, null));
        } else if (world.dice().chance(habits.queueFull / 10)) {
            world.watch().covered(WindowsWatch.NO_MONEY);
            fail(batch, new BatchError("billing_hard_limit_reached", "No money", null, null));
        } else if (world.dice().chance(habits.badLine)) {
            world.watch().covered("row-11");
            fail(batch, new BatchError("invalid_request", "a line is wrong", "line", 1L));
        } else {
            batch.status("in_progress");
            Duration wait = batch.tooLate() ? FOUND_WITHIN : world.dice().millis(200, 4_000);
            world.schedule().in(wait, () -> goOn(batch));
        }
    }

    private void fail(ModelBatch batch, BatchError why) {
        batch.fail(why);
        world.watch().ended(batch);
    }

    private void goOn(ModelBatch batch) {
        if (batch.ended() || batch.cancelAsked()) {
            return;
        }
        if (batch.tooLate()) {
            world.watch().overlooked(batch);
        }
        if (!execute(batch, world.dice().between(1, 1 + batch.lines().size()))) {
            batch.status("finalizing");
            world.schedule().in(world.dice().millis(100, 2_000), () -> completed(batch));
            return;
        }
        if (world.dice().chance(habits.loses)) {
            batches.remove(batch.id());
            world.watch().lost(batch);
        } else if (world.dice().chance(habits.expires)) {
            end(batch, "expired");
        } else {
            world.schedule().in(world.dice().millis(200, 4_000), () -> goOn(batch));
        }
    }

    /** Executes the next lines; false if there are no more. */
    private boolean execute(ModelBatch batch, int most) {
        for (int n = 0; n < most; n++) {
            ModelFile.Line line = batch.next();
            if (line == null) {
                return false;
            }
            LineEnd how = world.dice().pick(habits.lineEnds);
            results(batch).add(line, how);
            world.watch().executed(batch, line, how.billed());
            batch.counted(how.success());
        }
        return true;
    }

    private void completed(ModelBatch batch) {
        if (!batch.cancelAsked()) {
            end(batch, "completed");
        }
    }

    private Results results(ModelBatch batch) {
        return results.computeIfAbsent(batch.id(), unused -> new Results());
    }

    private void end(ModelBatch batch, String how) {
        if (batch.ended()) {
            return;
        }
        Results found = results(batch);
        if (!how.equals("completed")) {
            for (ModelFile.Line line = batch.next(); line != null; line = batch.next()) {
                if (world.dice().chance(0.8)) {
                    found.errors.add(LineEnd.unfinished(line, "batch_" + how));
                    batch.counted(false);
                }
            }
        }
        batch.status(how);
        batch.files(write(found.answers), write(found.errors));
        world.watch().ended(batch);
    }

    private @Nullable String write(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        List<String> written = world.dice().shuffled(lines);
        if (world.dice().chance(habits.oddLines)) {
            written.add(world.dice().pick(written));
            written.add(LineEnd.unfinished(new ModelFile.Line("nobody-asked", 0, 0), "server_error"));
        }
        String id = "file-" + numbers++;
        String text = String.join("\n", written) + "\n";
        files.put(id, new ModelFile(id, RESULTS, text.getBytes(StandardCharsets.UTF_8), world.now()));
        return id;
    }

    static ProviderError error(int status, String code) {
        return new ProviderError(status, code, "Simulated.", null);
    }

    /** The lines of a batch's files so far. */
    private static final class Results {
        private final List<String> answers = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();

        void add(ModelFile.Line line, LineEnd how) {
            switch (how) {
                case ANSWERED -> answers.add(how.text(line));
                case REFUSED, SERVER_ERROR, STATUS_ZERO -> errors.add(how.text(line));
                case LOST -> {}
            }
        }
    }

    /**
     * What a provider does now and then.
     *
     * @param listLagMillis how long a new batch may be missing on lists
     * @param pageSize batches on a page of a list
     * @param queueFull share of batches that fail since too many tokens are queued
     * @param badLine share of batches that fail at a line
     * @param expires share of steps after which a batch expires
     * @param loses share of steps after which a batch is not known any more
     * @param dropsFiles share of files that are gone soon after they came
     * @param oddLines share of result files with lines that nobody asked for, and lines that come twice
     * @param keepsFiles whether it deletes no file
     * @param cancelLoses share of cancels that come too late, and are taken nevertheless
     * @param lineEnds what lines end as
     */
    record Habits(
            int listLagMillis,
            int pageSize,
            double queueFull,
            double badLine,
            double expires,
            double loses,
            double dropsFiles,
            double oddLines,
            boolean keepsFiles,
            double cancelLoses,
            List<LineEnd> lineEnds) {
        /** One that never does anything odd. */
        static final Habits GOOD = new Habits(0, 100, 0, 0, 0, 0, 0, 0, false, 0, List.of(LineEnd.ANSWERED));
    }
}
