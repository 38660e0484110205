package dev.batchline.poller;

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
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider that answers questions about batches as it was told, and can do nothing else. */
final class ScriptedProvider implements BatchProvider {
    /** Each batch that was asked for, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Answers wait until it is open. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    /** What a list shows, newest first. */
    volatile List<RemoteBatch> listed = List.of();

    /** What a list answers in place of that. */
    volatile @Nullable Outcome<BatchPage> listRefusal;

    /** How many pages were asked for. */
    final AtomicInteger pages = new AtomicInteger();

    private final Map<String, Outcome<RemoteBatch>> answers = new ConcurrentHashMap<>();

    void answers(String batchId, Outcome<RemoteBatch> outcome) {
        answers.put(batchId, outcome);
    }

    void answers(String batchId, String word, long completed) {
        answers(batchId, new Outcome.Success<>(batch(batchId, word, completed, List.of())));
    }

    /** What a completed batch says it used. */
    static final BatchUsage USAGE = new BatchUsage(70, 20L, 30, 5L);

    static RemoteBatch batch(String batchId, String word, long completed, List<BatchError> errors) {
        boolean done = word.equals("completed");
        return new RemoteBatch(
                batchId,
                word,
                "file-in",
                done ? "file-out" : null,
                null,
                new RequestCounts(10, completed, 0),
                SettableClocks.START,
                SettableClocks.START.plusSeconds(86_400),
                Map.of(),
                errors,
                done ? USAGE : null);
    }

    /** The same with what the poller finds it by. */
    static RemoteBatch marked(String batchId, String word, BatchMarks marks, Instant createdAt) {
        return new RemoteBatch(
                batchId,
                word,
                "file-in",
                null,
                null,
                new RequestCounts(10, 0, 0),
                createdAt,
                createdAt.plusSeconds(86_400),
                marks.metadata(),
                List.of(),
                null);
    }

    static RemoteBatch expiring(String batchId, String word, @Nullable Instant expiresAt) {
        return new RemoteBatch(
                batchId,
                word,
                "file-in",
                null,
                null,
                new RequestCounts(10, 0, 0),
                SettableClocks.START,
                expiresAt,
                Map.of(),
                List.of(),
                null);
    }

    static ProviderError error(int status) {
        return new ProviderError(status, null, "no", null);
    }

    @Override
    public Outcome<RemoteBatch> retrieve(String batchId) {
        Outcome<RemoteBatch> answer = answers.getOrDefault(batchId, new Outcome.NotFound<>(error(404)));
        asked.add(batchId);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer;
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
        pages.incrementAndGet();
        Outcome<BatchPage> refusal = listRefusal;
        if (refusal != null) {
            return refusal;
        }
        List<RemoteBatch> all = listed;
        int from = 0;
        while (after != null && from < all.size() && !all.get(from).id().equals(after)) {
            from++;
        }
        from += after == null ? 0 : 1;
        List<RemoteBatch> page = all.subList(from, Math.min(all.size(), from + limit));
        return new Outcome.Success<>(
                new BatchPage(page, from + limit < all.size() ? page.getLast().id() : null));
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
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        throw new UnsupportedOperationException("download");
    }

    @Override
    public Outcome<Deleted> delete(String fileId) {
        throw new UnsupportedOperationException("delete");
    }

    @Override
    public LineCodec lines() {
        throw new UnsupportedOperationException("lines");
    }

    @Override
    public void close() {}
}
