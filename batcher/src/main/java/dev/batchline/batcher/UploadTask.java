package dev.batchline.batcher;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteFile;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestChunker;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a window's file to its provider, off the stream thread: makes the spool file again if it is not there, uploads
 * it while its digest is computed, and then packs its manifest.
 */
final class UploadTask implements Callable<UploadTask.Result> {
    private static final Logger LOG = LoggerFactory.getLogger(UploadTask.class);

    private final Window window;
    private final Account account;
    private final SpoolRebuild rebuild;
    private final @Nullable SpoolFile kept;
    private final SpoolFile again;
    private final Room room;

    /**
     * An upload.
     *
     * @param kept the spool file, if there is one
     * @param again where it is made again otherwise
     * @param room what it may take there
     */
    UploadTask(
            Window window,
            Account account,
            SpoolRebuild rebuild,
            @Nullable SpoolFile kept,
            SpoolFile again,
            Room room) {
        this.window = window;
        this.account = account;
        this.rebuild = rebuild;
        this.kept = kept;
        this.again = again;
        this.room = room;
    }

    @Override
    public Result call() throws IOException {
        return take(this::upload);
    }

    /** The same without the upload: only the manifest is packed. */
    Callable<Result> packing() {
        return () -> take(this::pack);
    }

    private Result take(Step step) throws IOException {
        if (kept != null && kept.exists()) {
            Result result = step.take(kept);
            if (!(result instanceof Result.Torn)) {
                return result;
            }
        }
        if (!room.setAside()) {
            return new Result.NoRoom();
        }
        boolean keep = false;
        try {
            again.delete();
            rebuild.write(window, again);
            Result result = step.take(again);
            keep = room.wanted() && (result instanceof Result.Uploaded || result instanceof Result.NotUploaded);
            return result;
        } finally {
            if (!keep) {
                dropAgain();
            }
        }
    }

    private void dropAgain() throws IOException {
        try {
            again.delete();
        } finally {
            room.giveBack();
        }
    }

    private Result pack(SpoolFile file) throws IOException {
        if (!new CheckedContent(file.lines(), window.facts()).lengthAgrees()) {
            return new Result.Torn("its length is not " + window.facts().bytes());
        }
        Optional<Integer> chunks = chunks(file);
        return chunks.isEmpty()
                ? new Result.Torn("its sidecar does not tell of every line")
                : new Result.Packed(manifest(file, chunks.get()));
    }

    private Result upload(SpoolFile file) throws IOException {
        CheckedContent content = new CheckedContent(file.lines(), window.facts());
        if (!content.lengthAgrees()) {
            return new Result.Torn("its length is not " + window.facts().bytes());
        }
        Optional<Integer> chunks = chunks(file);
        if (chunks.isEmpty()) {
            return new Result.Torn("its sidecar does not tell of every line");
        }
        Outcome<RemoteFile> outcome = account.provider().upload(OrphanPolicy.fileName(window.id()), content);
        if (outcome instanceof Outcome.Refused<RemoteFile>(ProviderError error)) {
            return new Result.Refused(error, manifest(file, chunks.get()));
        }
        if (!(outcome instanceof Outcome.Success<RemoteFile>(RemoteFile uploaded))) {
            return new Result.NotUploaded(file, outcome);
        }
        if (!content.agrees()) {
            account.provider().delete(uploaded.id());
            return new Result.Torn("its lines are not those that were taken");
        }
        return new Result.Uploaded(file, uploaded, manifest(file, chunks.get()));
    }

    /** How many parts the manifest has; nothing if the sidecar does not tell of every line once and in order. */
    private Optional<Integer> chunks(SpoolFile file) {
        ManifestChunker counter = new ManifestChunker();
        AtomicInteger lines = new AtomicInteger();
        try {
            file.items(item -> {
                if (item.seq() != lines.getAndIncrement()) {
                    throw new IOException("line " + item.seq() + " where line " + (lines.get() - 1) + " was expected");
                }
                counter.add(item);
            });
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("window", window.id()).log("Sidecar of a spool file cannot be read");
            return Optional.empty();
        }
        counter.finish();
        return lines.get() == window.facts().requests() ? Optional.of(counter.chunks()) : Optional.empty();
    }

    /** The manifest, which is in memory from the end of an upload until it is written, and no longer. */
    private List<byte[]> manifest(SpoolFile file, int chunks) throws IOException {
        Packer packer = new Packer(chunks);
        file.items(packer::add);
        packer.finish();
        return packer.packed;
    }

    /** How an upload ended. */
    sealed interface Result {
        /**
         * The file is at the provider and is what the window's facts say.
         *
         * @param file the spool file
         * @param remote the provider's file
         * @param manifest the parts of the manifest, encoded
         */
        record Uploaded(SpoolFile file, RemoteFile remote, List<byte[]> manifest) implements Result {}

        /**
         * The manifest was packed, and nothing was sent.
         *
         * @param manifest the parts of the manifest, encoded
         */
        record Packed(List<byte[]> manifest) implements Result {}

        /**
         * The provider will never take it; its items fail, and the manifest tells which they are.
         *
         * @param error the provider's words
         * @param manifest the parts of the manifest, encoded
         */
        record Refused(ProviderError error, List<byte[]> manifest) implements Result {}

        /**
         * The provider did not take it this time.
         *
         * @param file the spool file
         * @param outcome how the call ended; neither success nor refusal
         */
        record NotUploaded(SpoolFile file, Outcome<RemoteFile> outcome) implements Result {}

        /**
         * What is on disk is not what was taken.
         *
         * @param why in words
         */
        record Torn(String why) implements Result {}

        /** The file has to be made again, and there is no room for it now. */
        record NoRoom() implements Result {}
    }

    /** Room for a file that is made again. */
    interface Room {
        /** Sets it aside; false if there is none now. */
        boolean setAside();

        /** Whether somebody will still take the file. */
        boolean wanted();

        /** The file is gone. */
        void giveBack();
    }

    /** What is done with a spool file that may be torn. */
    private interface Step {
        Result take(SpoolFile file) throws IOException;
    }

    /** Encodes the manifest part by part. */
    private final class Packer {
        private final int chunks;
        private final ManifestChunker chunker = new ManifestChunker();
        private final List<byte[]> packed = new ArrayList<>();

        Packer(int chunks) {
            this.chunks = chunks;
        }

        void add(ManifestItem item) {
            pack(chunker.add(item));
        }

        void finish() {
            pack(chunker.finish());
        }

        private void pack(Optional<List<ManifestItem>> part) {
            part.ifPresent(items -> packed.add(ManifestCodec.encode(
                    new ManifestChunk(ManifestChunk.FORMAT, window.id(), packed.size(), chunks, items))));
        }
    }
}
