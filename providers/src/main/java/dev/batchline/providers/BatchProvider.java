package dev.batchline.providers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One account at a provider of batches. Every call blocks until it has an outcome, is safe to use from many threads,
 * and answers what went wrong as a value; an interrupt ends it as {@link Outcome.Unavailable}.
 */
public interface BatchProvider extends AutoCloseable {
    /** The word for the dialect it speaks, such as {@code openai}. */
    String dialect();

    /** What a batch may hold at most. */
    ProviderLimits limits();

    /** Uploads an input file under a name; the content is read as a stream, again from the start for a retry. */
    Outcome<RemoteFile> upload(String fileName, UploadContent content);

    /**
     * Asks for a batch of an uploaded file. The request is sent at most once, whatever happens to it:
     * {@link Outcome.Unavailable} means that nobody knows whether the batch exists.
     */
    Outcome<RemoteBatch> create(CreateBatch request);

    /** Asks how a batch stands. */
    Outcome<RemoteBatch> retrieve(String batchId);

    /** A page of batches, newest first, that come after the batch with this id, or the first page. */
    Outcome<BatchPage> list(@Nullable String after, int limit);

    /** A page of the files that were uploaded for batches, newest first, after the one with this id, or the first. */
    Outcome<FilePage> files(@Nullable String after, int limit);

    /** Asks for a batch to be cancelled. */
    Outcome<RemoteBatch> cancel(String batchId);

    /**
     * Copies a file's content to a path, which is overwritten. Success means that as many bytes arrived as the
     * provider announced.
     */
    default Outcome<Downloaded> download(String fileId, Path target) {
        return download(fileId, target, Long.MAX_VALUE);
    }

    /**
     * The same for a file that takes no more than this many bytes. A larger one is not kept, as
     * {@link Downloaded#whole()} tells; as soon as its size is known, nothing more of it is fetched.
     */
    Outcome<Downloaded> download(String fileId, Path target, long room);

    /** Deletes a file; one that is gone already counts as deleted. */
    Outcome<Deleted> delete(String fileId);

    /** Reads and writes the lines of this provider's files. */
    LineCodec lines();

    @Override
    void close();
}
