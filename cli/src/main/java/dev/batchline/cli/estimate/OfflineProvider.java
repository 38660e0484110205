package dev.batchline.cli.estimate;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.FilePage;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderLimits;
import dev.batchline.providers.Providers;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An account that is asked for its limits and lines only: it needs no key, and every call is refused.
 *
 * @param dialect the word for what it would speak
 */
record OfflineProvider(String dialect) implements BatchProvider {
    @Override
    public ProviderLimits limits() {
        return Providers.limitsOf(dialect);
    }

    @Override
    public LineCodec lines() {
        return Providers.linesOf(dialect);
    }

    @Override
    public Outcome<RemoteFile> upload(String fileName, UploadContent content) {
        throw refused();
    }

    @Override
    public Outcome<FilePage> files(@Nullable String after, int limit) {
        throw refused();
    }

    @Override
    public Outcome<RemoteBatch> create(CreateBatch request) {
        throw refused();
    }

    @Override
    public Outcome<RemoteBatch> retrieve(String batchId) {
        throw refused();
    }

    @Override
    public Outcome<BatchPage> list(@Nullable String after, int limit) {
        throw refused();
    }

    @Override
    public Outcome<RemoteBatch> cancel(String batchId) {
        throw refused();
    }

    @Override
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        throw refused();
    }

    @Override
    public Outcome<Deleted> delete(String fileId) {
        throw refused();
    }

    @Override
    public void close() {}

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("an estimate calls no provider");
    }
}
