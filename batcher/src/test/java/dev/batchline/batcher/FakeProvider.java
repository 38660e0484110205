package dev.batchline.batcher;

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
import dev.batchline.providers.openai.OpenAi;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A provider in memory: it records every call, and what a test queues happens instead of the usual. */
final class FakeProvider implements BatchProvider {
    static final ProviderLimits LIMITS = new ProviderLimits(
            50_000,
            200_000_000,
            1_000_000,
            50_000,
            64,
            Set.of("/v1/chat/completions", "/v1/responses", "/v1/embeddings"));

    final List<String> calls = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<String, RemoteFile> stored = new LinkedHashMap<>();
    final Map<String, RemoteBatch> batches = new LinkedHashMap<>();
    final List<CreateBatch> creates = new ArrayList<>();
    final Queue<Fault> createFaults = new ArrayDeque<>();
    final Queue<Outcome<RemoteFile>> uploadFaults = new ArrayDeque<>();
    final Queue<Outcome<Deleted>> deleteFaults = new ArrayDeque<>();
    final Queue<Outcome<RemoteBatch>> cancelFaults = new ArrayDeque<>();
    final Queue<Outcome<BatchPage>> listFaults = new ArrayDeque<>();
    final Queue<Outcome<FilePage>> fileListFaults = new ArrayDeque<>();

    /** Creates wait for it before they take effect; null if they do not wait. */
    volatile @Nullable CountDownLatch holdCreates;

    /** Uploads wait for it before they take effect; null if they do not wait. */
    volatile @Nullable CountDownLatch holdUploads;

    /** Happens before a file is stored. */
    volatile Runnable onUpload = () -> {};

    /** Happens before a file is deleted. */
    volatile Runnable onDelete = () -> {};

    final CountDownLatch held = new CountDownLatch(1);
    int pageSize = 2;

    /** Every page is the first, and says that there are more. */
    boolean ignoresCursors;

    /** How long a new batch is missing on lists. */
    Duration listLag = Duration.ZERO;

    /** How far its clock is behind ours. */
    Duration behind = Duration.ZERO;

    private final SettableClocks clocks;
    private final ProviderLimits limits;
    private int next;

    FakeProvider(SettableClocks clocks) {
        this(clocks, LIMITS);
    }

    FakeProvider(SettableClocks clocks, ProviderLimits limits) {
        this.clocks = clocks;
        this.limits = limits;
    }

    /** The usual limits but for the longest line. */
    static ProviderLimits withLineBytes(long lineBytes) {
        return new ProviderLimits(
                LIMITS.requests(),
                LIMITS.fileBytes(),
                lineBytes,
                LIMITS.embeddingInputs(),
                LIMITS.customIdLength(),
                LIMITS.endpoints());
    }

    static ProviderError error(int status, @Nullable String code) {
        return new ProviderError(status, code, "Scripted.", null);
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized long count(String verb) {
        return calls.stream().filter(call -> call.startsWith(verb)).count();
    }

    synchronized List<CreateBatch> creates() {
        return List.copyOf(creates);
    }

    synchronized void put(RemoteBatch batch) {
        batches.put(batch.id(), batch);
    }

    synchronized @Nullable RemoteBatch batch(String id) {
        return batches.get(id);
    }

    synchronized RemoteBatch make(CreateBatch request, String status) {
        RemoteBatch batch = new RemoteBatch(
                "batch_" + next++,
                status,
                request.fileId(),
                null,
                null,
                new RequestCounts(0, 0, 0),
                clocks.now().minus(behind),
                null,
                request.metadata(),
                List.of(),
                null);
        batches.put(batch.id(), batch);
        return batch;
    }

    @Override
    public String dialect() {
        return "fake";
    }

    @Override
    public ProviderLimits limits() {
        return limits;
    }

    @Override
    public Outcome<RemoteFile> upload(String fileName, UploadContent content) {
        return waited(holdUploads) ? store(fileName, content) : interrupted();
    }

    private synchronized Outcome<RemoteFile> store(String fileName, UploadContent content) {
        called("upload " + fileName);
        onUpload.run();
        Outcome<RemoteFile> fault = uploadFaults.poll();
        if (fault != null) {
            return fault;
        }
        String id = "file_" + next++;
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != content.length()) {
                throw new IllegalStateException(bytes.length + " bytes, " + content.length() + " announced");
            }
            files.put(id, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Outcome.Success<>(keep(id, fileName, content.length()));
    }

    /** A file that is there by itself. */
    synchronized void file(String fileName) {
        String id = "file_" + next++;
        files.put(id, new byte[0]);
        keep(id, fileName, 0);
    }

    private RemoteFile keep(String id, String fileName, long bytes) {
        RemoteFile file = new RemoteFile(id, fileName, bytes, clocks.now().minus(behind));
        stored.put(id, file);
        return file;
    }

    @Override
    public Outcome<RemoteBatch> create(CreateBatch request) {
        return waited(holdCreates) ? answer(request) : interrupted();
    }

    private static <T> Outcome<T> interrupted() {
        return new Outcome.Unavailable<>(error(0, "interrupted"), Optional.empty());
    }

    /** Waits if a test wants it; false if the wait was interrupted. */
    private boolean waited(@Nullable CountDownLatch hold) {
        if (hold == null) {
            return true;
        }
        held.countDown();
        try {
            hold.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Outcome<RemoteBatch> answer(CreateBatch request) {
        called("create " + request.fileId());
        creates.add(request);
        Fault fault = createFaults.poll();
        if (fault != null && !fault.created()) {
            return fault.outcome();
        }
        if (!files.containsKey(request.fileId())) {
            return new Outcome.NotFound<>(error(404, "file_not_found"));
        }
        RemoteBatch batch = make(request, "validating");
        return fault == null ? new Outcome.Success<>(batch) : fault.outcome();
    }

    @Override
    public synchronized Outcome<RemoteBatch> retrieve(String batchId) {
        called("retrieve " + batchId);
        RemoteBatch batch = batches.get(batchId);
        return batch == null ? new Outcome.NotFound<>(error(404, null)) : new Outcome.Success<>(batch);
    }

    @Override
    public synchronized Outcome<BatchPage> list(@Nullable String after, int limit) {
        called("list");
        Outcome<BatchPage> fault = listFaults.poll();
        if (fault != null) {
            return fault;
        }
        Instant listed = clocks.now().minus(behind).minus(listLag);
        List<RemoteBatch> newestFirst = batches.values().stream()
                .filter(batch -> !batch.createdAt().isAfter(listed))
                .sorted(Comparator.comparing(RemoteBatch::createdAt).reversed())
                .toList();
        int from = 0;
        for (int i = 0; after != null && i < newestFirst.size(); i++) {
            if (newestFirst.get(i).id().equals(after)) {
                from = i + 1;
            }
        }
        int to = Math.min(newestFirst.size(), from + pageSize);
        if (ignoresCursors && !newestFirst.isEmpty()) {
            int first = Math.min(newestFirst.size(), pageSize);
            return new Outcome.Success<>(new BatchPage(
                    newestFirst.subList(0, first), newestFirst.getLast().id()));
        }
        String cursor = to < newestFirst.size() ? newestFirst.get(to - 1).id() : null;
        return new Outcome.Success<>(new BatchPage(newestFirst.subList(from, to), cursor));
    }

    @Override
    public synchronized Outcome<FilePage> files(@Nullable String after, int limit) {
        called("files");
        Outcome<FilePage> fault = fileListFaults.poll();
        if (fault != null) {
            return fault;
        }
        List<RemoteFile> newestFirst = List.copyOf(stored.values()).reversed().stream()
                .filter(file -> files.containsKey(file.id()))
                .toList();
        int from = 0;
        for (int i = 0; after != null && i < newestFirst.size(); i++) {
            if (newestFirst.get(i).id().equals(after)) {
                from = i + 1;
            }
        }
        int to = Math.min(newestFirst.size(), from + pageSize);
        String cursor = to < newestFirst.size() ? newestFirst.get(to - 1).id() : null;
        return new Outcome.Success<>(new FilePage(newestFirst.subList(from, to), cursor));
    }

    @Override
    public synchronized Outcome<RemoteBatch> cancel(String batchId) {
        called("cancel " + batchId);
        if (!cancelFaults.isEmpty()) {
            return cancelFaults.remove();
        }
        RemoteBatch batch = batches.get(batchId);
        return batch == null ? new Outcome.NotFound<>(error(404, null)) : new Outcome.Success<>(batch);
    }

    @Override
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        throw new UnsupportedOperationException("the batcher downloads nothing");
    }

    @Override
    public synchronized Outcome<Deleted> delete(String fileId) {
        called("delete " + fileId);
        onDelete.run();
        Outcome<Deleted> fault = deleteFaults.poll();
        if (fault != null) {
            return fault;
        }
        files.remove(fileId);
        return new Outcome.Success<>(new Deleted());
    }

    @Override
    public LineCodec lines() {
        return OpenAi.LINES;
    }

    @Override
    public void close() {}

    private void called(String call) {
        calls.add(call);
        threads.add(Thread.currentThread());
    }

    /**
     * What happens instead of a reply to a create.
     *
     * @param outcome the answer
     * @param created whether there is a batch nevertheless
     */
    record Fault(Outcome<RemoteBatch> outcome, boolean created) {}
}
