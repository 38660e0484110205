package dev.batchline.joiner;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.FilePage;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.ProviderLimits;
import dev.batchline.providers.Providers;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A provider whose batches and files are in memory; it tells and gives them, and can do nothing else. */
final class MemoryProvider implements BatchProvider {
    /** Each file that was downloaded, in order. */
    final List<String> downloads = new CopyOnWriteArrayList<>();

    /** Each batch that was asked for, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Downloads wait for it; null if they do not wait. */
    volatile @Nullable CountDownLatch holdDownloads;

    /** Whether the length of a file is known before it comes. */
    volatile boolean announced = true;

    private final Map<String, Outcome<RemoteBatch>> batches = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    void has(RemoteBatch batch) {
        batches.put(batch.id(), new Outcome.Success<>(batch));
    }

    void says(String batchId, Outcome<RemoteBatch> outcome) {
        batches.put(batchId, outcome);
    }

    void file(String id, String... lines) {
        StringBuilder text = new StringBuilder();
        List.of(lines).forEach(line -> text.append(line).append('\n'));
        file(id, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    void file(String id, byte[] bytes) {
        files.put(id, bytes);
    }

    static RemoteBatch batch(
            String id, String word, @Nullable String output, @Nullable String error, long completed, long failed) {
        return batch(id, word, output, error, new RequestCounts(completed + failed, completed, failed), null);
    }

    /** The same with what it says it used. */
    static RemoteBatch batch(
            String id,
            String word,
            @Nullable String output,
            @Nullable String error,
            RequestCounts counts,
            @Nullable BatchUsage usage) {
        return new RemoteBatch(
                id, word, "file-in", output, error, counts, SettableClocks.START, null, Map.of(), List.of(), usage);
    }

    /** A line of an output file. */
    static String answer(String customId, String body) {
        return "{\"id\":\"batch_req_1\",\"custom_id\":\"" + customId
                + "\",\"response\":{\"status_code\":200,\"request_id\":\"req_1\",\"body\":" + body
                + "},\"error\":null}";
    }

    /** A line of an item that was executed and failed. */
    static String refusal(String customId, int status, String code) {
        return "{\"id\":\"batch_req_2\",\"custom_id\":\"" + customId + "\",\"response\":{\"status_code\":" + status
                + ",\"request_id\":\"req_2\",\"body\":{\"error\":{\"code\":\"" + code
                + "\",\"message\":\"It went wrong.\"}}},\"error\":null}";
    }

    /** A line of an item that was never executed. */
    static String unfinished(String customId, String code) {
        return "{\"id\":\"batch_req_3\",\"custom_id\":\"" + customId + "\",\"response\":null,\"error\":{\"code\":\""
                + code + "\",\"message\":\"Not done.\"}}";
    }

    /** A file that was there and is deleted: from then on it is not found. */
    void deleted(String fileId) {
        files.remove(fileId);
        deleted.add(fileId);
    }

    static <T> Outcome<T> unavailable() {
        return new Outcome.Unavailable<>(new ProviderError(503, null, "Later.", null), Optional.empty());
    }

    @Override
    public Outcome<RemoteBatch> retrieve(String batchId) {
        asked.add(batchId);
        return batches.getOrDefault(
                batchId, new Outcome.NotFound<>(new ProviderError(404, null, "No such batch.", null)));
    }

    @Override
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        downloads.add(fileId);
        CountDownLatch hold = holdDownloads;
        try {
            if (hold != null) {
                hold.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable();
        }
        byte[] content = files.get(fileId);
        if (content == null && deleted.contains(fileId)) {
            return new Outcome.NotFound<>(new ProviderError(404, null, "No such file.", null));
        }
        if (content == null) {
            return unavailable();
        }
        if (content.length > room) {
            return new Outcome.Success<>(new Downloaded(announced ? content.length : room + 1, false));
        }
        try {
            Files.write(target, content);
            return new Outcome.Success<>(new Downloaded(content.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LineCodec lines() {
        return Providers.linesOf("openai");
    }

    @Override
    public String dialect() {
        return "openai";
    }

    @Override
    public ProviderLimits limits() {
        throw new UnsupportedOperationException("limits");
    }

    @Override
    public Outcome<RemoteFile> upload(String fileName, UploadContent content) {
        throw new UnsupportedOperationException("upload");
    }

    @Override
    public Outcome<RemoteBatch> create(CreateBatch request) {
        throw new UnsupportedOperationException("create");
    }

    @Override
    public Outcome<BatchPage> list(@Nullable String after, int limit) {
        throw new UnsupportedOperationException("list");
    }

    @Override
    public Outcome<FilePage> files(@Nullable String after, int limit) {
        throw new UnsupportedOperationException("files");
    }

    @Override
    public Outcome<RemoteBatch> cancel(String batchId) {
        throw new UnsupportedOperationException("cancel");
    }

    @Override
    public Outcome<Deleted> delete(String fileId) {
        throw new UnsupportedOperationException("delete");
    }

    @Override
    public void close() {}
}
