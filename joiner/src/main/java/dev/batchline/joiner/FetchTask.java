package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.Directories;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.ManifestItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Brings an ended batch's results to disk, off the stream thread: asks for the batch once more, downloads both files if
 * they are named, and indexes them by the manifest. Trouble with the disk is an answer and no exception.
 */
final class FetchTask implements Callable<FetchTask.Result> {
    private static final String OUR_DISK = "local_io";

    private final Wanted wanted;
    private final @Nullable BatchProvider provider;
    private final Place place;
    private Duration downloading = Duration.ZERO;
    private long downloaded;
    private long used;

    /**
     * A fetch.
     *
     * @param provider the way to the batch; null for a window without one
     */
    FetchTask(Wanted wanted, @Nullable BatchProvider provider, Place place) {
        this.wanted = wanted;
        this.provider = provider;
        this.place = place;
    }

    @Override
    public Result call() {
        Optional<Result> result = Optional.empty();
        try {
            Files.createDirectories(place.folder);
            result = Optional.of(fetch());
        } catch (IOException | UncheckedIOException e) {
            result = Optional.of(new Result.NoRoom(e.toString()));
        } finally {
            if (result.filter(found -> found instanceof Result.Ready).isEmpty()) {
                Directories.deleteTree(place.folder);
            }
            place.downloads.left();
        }
        return result.orElseThrow();
    }

    private Result fetch() throws IOException {
        BatchProvider asked = provider;
        if (asked == null) {
            return bring(null, wanted.ending);
        }
        Outcome<RemoteBatch> told = asked.retrieve(String.valueOf(wanted.ending.batchId()));
        if (told instanceof Outcome.Success<RemoteBatch>(RemoteBatch batch)) {
            return bring(asked, wanted.ending.with(batch));
        }
        return told instanceof Outcome.NotFound<RemoteBatch> ? bring(asked, wanted.ending) : new Result.Trouble(told);
    }

    private Result bring(@Nullable BatchProvider asked, Ending newest) throws IOException {
        Look before = wanted.before;
        if (before != null && EndPolicy.stillHeld(before, newest, place.clocks.now())) {
            return new Result.Held(before);
        }
        ResultFiles files = new ResultFiles(asked == null ? null : asked.lines(), wanted.requests, place.longestLine);
        Map<String, Integer> seqs = HashMap.newHashMap(newest.hasFiles() ? wanted.requests : 0);
        Manifest manifest = manifest(newest.hasFiles(), seqs);
        used = manifest.bytes();
        Optional<Result> trouble = asked == null ? Optional.empty() : download(asked, newest, files, seqs);
        if (trouble.isPresent()) {
            return trouble.get();
        }
        Instant now = place.clocks.now();
        Instant since = before == null ? now : before.since;
        Optional<String> hold = EndPolicy.hold(newest, files.found(), since, now);
        if (hold.isPresent()) {
            return new Result.Held(new Look(newest, files.found().partial(), since, hold.get()));
        }
        Fetched fetched = new Fetched(newest, manifest, files, refusedLines(newest), place.folder);
        return new Result.Ready(fetched, downloaded + manifest.bytes(), downloaded, downloading);
    }

    private Manifest manifest(boolean index, Map<String, Integer> seqs) throws IOException {
        long[] offsets = wanted.join.chunks().values().stream()
                .mapToLong(Long::longValue)
                .toArray();
        Path copy = place.folder.resolve("manifest");
        return Manifest.copy(place.log, wanted.join.windowId(), offsets, copy, item -> note(index, item, seqs));
    }

    private static void note(boolean index, ManifestItem item, Map<String, Integer> seqs) {
        if (index) {
            seqs.put(item.idOnWire(), item.seq());
        }
    }

    private Optional<Result> download(BatchProvider asked, Ending newest, ResultFiles files, Map<String, Integer> seqs)
            throws IOException {
        Optional<Result> trouble = download(asked, newest.outputFileId(), "output.jsonl", files, seqs);
        return trouble.isPresent() ? trouble : download(asked, newest.errorFileId(), "error.jsonl", files, seqs);
    }

    private Optional<Result> download(
            BatchProvider asked, @Nullable String fileId, String name, ResultFiles files, Map<String, Integer> seqs)
            throws IOException {
        if (fileId == null) {
            return Optional.empty();
        }
        Path target = place.folder.resolve(name);
        Duration start = place.clocks.elapsed();
        Outcome<Downloaded> outcome = asked.download(fileId, target, Math.max(0, wanted.room - used));
        downloading = downloading.plus(place.clocks.elapsed().minus(start));
        if (outcome instanceof Outcome.NotFound<Downloaded>) {
            files.gone();
            return Optional.empty();
        }
        if (outcome instanceof Outcome.Unavailable<Downloaded> unavailable
                && OUR_DISK.equals(unavailable.error().code())) {
            return Optional.of(new Result.NoRoom(unavailable.error().message()));
        }
        if (!(outcome instanceof Outcome.Success<Downloaded>(Downloaded file))) {
            return Optional.of(new Result.Trouble(outcome));
        }
        if (!file.whole()) {
            return Optional.of(new Result.Crowded(used + file.bytes()));
        }
        downloaded += file.bytes();
        used += file.bytes();
        files.add(target, fileId, seqs);
        return Optional.empty();
    }

    private Map<Integer, BatchError> refusedLines(Ending newest) {
        Map<Integer, BatchError> refused = new HashMap<>();
        for (BatchError error : newest.errors()) {
            Long line = error.line();
            if (line != null && line >= 1 && line <= wanted.requests) {
                refused.putIfAbsent((int) (line - 1), error);
            }
        }
        return refused;
    }

    /**
     * What is fetched.
     *
     * @param join the window
     * @param ending how its batch ended
     * @param requests how many lines it has
     * @param room how many bytes it may take on disk
     * @param before the last look at its files, which were not enough; null for the first
     */
    record Wanted(
            Join join,
            Ending ending,
            int requests,
            long room,
            @Nullable Look before) {}

    /**
     * A look at files that were not enough.
     *
     * @param ending how the provider told the end then
     * @param partial whether a file was gone or cut off
     * @param since when they were first seen not to be enough, in this life
     * @param why they were not enough, in words
     */
    record Look(Ending ending, boolean partial, Instant since, String why) {}

    /**
     * Where a fetch works.
     *
     * @param downloads the life's results
     * @param folder where the files are brought to
     * @param log where manifests are read
     * @param longestLine no result line above this is read into memory
     * @param clocks the process's clocks
     */
    record Place(Downloads downloads, Path folder, RecordLog log, int longestLine, Clocks clocks) {}

    /** How a fetch ended. */
    sealed interface Result {
        /**
         * Everything is at hand.
         *
         * @param fetched the results
         * @param bytes what they take on disk
         * @param downloaded how much of that came from the provider
         * @param time how long that took
         */
        record Ready(Fetched fetched, long bytes, long downloaded, Duration time) implements Result {}

        /**
         * The provider does not have everything yet.
         *
         * @param look what was seen
         */
        record Held(Look look) implements Result {}

        /**
         * The provider did not answer.
         *
         * @param outcome how the call ended; no success
         */
        record Trouble(Outcome<?> outcome) implements Result {}

        /**
         * The files are larger than what was set aside for them, and none of them was kept.
         *
         * @param atLeast how many bytes they take, as far as that is known
         */
        record Crowded(long atLeast) implements Result {}

        /**
         * The disk did not take the files.
         *
         * @param why in words
         */
        record NoRoom(String why) implements Result {}
    }
}
