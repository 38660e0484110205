package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.BatchError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Brings an ended batch's results to disk, off the stream thread: asks for the batch once more, downloads both files if
 * they are named, and indexes them by the manifest.
 */
final class FetchTask implements Callable<FetchTask.Result> {
    private final Join join;
    private final Ending ending;
    private final int requests;
    private final BatchProvider provider;
    private final Manifest manifest;
    private final Path directory;
    private final Clocks clocks;

    /**
     * A fetch.
     *
     * @param place where the files are downloaded to
     */
    FetchTask(Join join, Ending ending, int requests, BatchProvider provider, Manifest manifest, Place place) {
        this.join = join;
        this.ending = ending;
        this.requests = requests;
        this.provider = provider;
        this.manifest = manifest;
        this.directory = place.directory();
        this.clocks = place.clocks();
    }

    @Override
    public Result call() throws IOException {
        Ending newest = ending;
        if (ending.batchId() != null) {
            Outcome<RemoteBatch> asked = provider.retrieve(ending.batchId());
            if (asked instanceof Outcome.Success<RemoteBatch>(RemoteBatch batch)) {
                newest = ending.with(batch);
            } else if (!(asked instanceof Outcome.NotFound<RemoteBatch>)) {
                return new Result.Trouble(asked);
            }
        }
        ResultFiles files = new ResultFiles(provider.lines(), requests);
        if (newest.hasFiles()) {
            Map<String, Integer> seqs = HashMap.newHashMap(requests);
            manifest.forEach(item -> seqs.put(item.idOnWire(), item.seq()));
            Optional<Result> trouble = download(newest, files, seqs);
            if (trouble.isPresent()) {
                return trouble.get();
            }
        }
        Optional<String> hold = EndPolicy.hold(newest, files.found(), clocks.now());
        return hold.isPresent()
                ? new Result.Held(hold.get(), newest.since())
                : new Result.Ready(new Fetched(newest, manifest, files, refusedLines(newest)));
    }

    private Optional<Result> download(Ending newest, ResultFiles files, Map<String, Integer> seqs) throws IOException {
        Files.createDirectories(directory);
        Optional<Result> trouble = download(newest.outputFileId(), "output", files, seqs);
        return trouble.isPresent() ? trouble : download(newest.errorFileId(), "error", files, seqs);
    }

    private Optional<Result> download(
            @Nullable String fileId, String kind, ResultFiles files, Map<String, Integer> seqs) throws IOException {
        if (fileId == null) {
            return Optional.empty();
        }
        Path target = directory.resolve(join.windowId().text() + "." + kind + ".jsonl");
        Outcome<Downloaded> downloaded = provider.download(fileId, target);
        if (downloaded instanceof Outcome.NotFound<Downloaded>) {
            files.gone();
            return Optional.empty();
        }
        if (!(downloaded instanceof Outcome.Success<Downloaded>)) {
            return Optional.of(new Result.Trouble(downloaded));
        }
        files.add(target, seqs);
        return Optional.empty();
    }

    private Map<Integer, BatchError> refusedLines(Ending newest) {
        Map<Integer, BatchError> refused = new HashMap<>();
        for (BatchError error : newest.errors()) {
            Long line = error.line();
            if (line != null && line >= 1 && line <= requests) {
                refused.putIfAbsent((int) (line - 1), error);
            }
        }
        return refused;
    }

    /**
     * Where a fetch works.
     *
     * @param directory where files are downloaded to
     * @param clocks the process's clocks
     */
    record Place(Path directory, Clocks clocks) {}

    /** How a fetch ended. */
    sealed interface Result {
        /**
         * Everything is at hand.
         *
         * @param fetched the results
         */
        record Ready(Fetched fetched) implements Result {}

        /**
         * The provider does not have everything yet.
         *
         * @param why in words
         * @param since when the end was first seen
         */
        record Held(String why, Instant since) implements Result {}

        /**
         * The provider did not answer.
         *
         * @param outcome how the call ended; no success
         */
        record Trouble(Outcome<?> outcome) implements Result {}
    }
}
