package dev.batchline.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.RequestEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every adapter does, whatever its provider is like: each extends this and runs it against a server that stands
 * still until the test moves it.
 */
public abstract class ProviderContract {
    /** Where files are downloaded to. */
    @TempDir
    Path folder;

    private BatchProvider provider;

    /** Starts the server and a connection to it; the key is the account's, or none that it knows. */
    protected abstract BatchProvider connect(boolean rightKey);

    /** Lets the server work until every batch that can end has ended. */
    protected abstract void finishBatches();

    /** Ends the server. */
    protected abstract void stop();

    /** The word for the dialect. */
    protected abstract String type();

    @BeforeEach
    void connectAccount() {
        provider = connect(true);
    }

    @AfterEach
    void disconnectAccount() {
        provider.close();
        stop();
    }

    @Test
    void answersWhatItUploaded() {
        UploadContent lines = lines("a", "b");
        RemoteFile file = value(provider.upload("w1.jsonl", lines));
        assertThat(file.id()).isNotEmpty();
        assertThat(file.fileName()).isEqualTo("w1.jsonl");
        assertThat(file.bytes()).isEqualTo(lines.length());
        assertThat(file.createdAt()).isNotNull();
    }

    @Test
    void createsABatchThatIsNotYetOver() {
        RemoteBatch batch = create("w1", "a", "b");
        assertThat(batch.id()).isNotEmpty();
        assertThat(batch.status())
                .hasValueSatisfying(status -> assertThat(status.terminal()).isFalse());
        assertThat(batch.createdAt()).isNotNull();
        assertThat(batch.outputFileId()).isNull();
        assertThat(batch.errorFileId()).isNull();
        assertThat(batch.errors()).isEmpty();
    }

    @Test
    void retrievesTheBatchThatItCreated() {
        RemoteBatch created = create("w1", "a");
        RemoteBatch retrieved = value(provider.retrieve(created.id()));
        assertThat(retrieved.id()).isEqualTo(created.id());
        assertThat(retrieved.createdAt()).isEqualTo(created.createdAt());
    }

    @Test
    void findsTheBatchBackByFileAndMetadata() {
        RemoteBatch created = create("w1", "a");
        RemoteBatch listed = value(provider.list(null, 10)).batches().getFirst();
        for (RemoteBatch seen : List.of(created, value(provider.retrieve(created.id())), listed)) {
            assertThat(seen.id()).isEqualTo(created.id());
            assertThat(seen.inputFileId()).isEqualTo(created.inputFileId()).isNotNull();
            assertThat(seen.metadata()).isEqualTo(metadata("w1"));
        }
    }

    @Test
    void listsAllBatchesNewestFirstOverPages() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(create("w" + i, "a").id());
        }
        assertThat(listAll(2)).isEqualTo(newestFirst);
        assertThat(listAll(5)).isEqualTo(newestFirst);
        assertThat(listAll(100)).isEqualTo(newestFirst);
        assertThat(value(provider.list(null, 2)).batches()).hasSize(2);
    }

    @Test
    void listsNothingWhereThereIsNothing() {
        BatchPage page = value(provider.list(null, 10));
        assertThat(page.batches()).isEmpty();
        assertThat(page.next()).isNull();
    }

    @Test
    void listsUploadedFilesNewestFirstOverPagesAndNoResultFiles() {
        RemoteBatch batch = create("w1", "a");
        finishBatches();
        assertThat(value(provider.retrieve(batch.id())).outputFileId()).isNotNull();
        RemoteFile deleted = value(provider.upload("w2.jsonl", lines("a")));
        RemoteFile last = value(provider.upload("w3.jsonl", lines("a")));
        provider.delete(deleted.id());

        FilePage first = value(provider.files(null, 1));
        FilePage second = value(provider.files(first.next(), 1));
        assertThat(first.files()).containsExactly(last);
        assertThat(second.files()).extracting(RemoteFile::id).containsExactly(batch.inputFileId());
        assertThat(second.next()).isNull();
    }

    @Test
    void bringsEveryAnswerOfAFinishedBatch() throws IOException {
        RemoteBatch created = create("w1", "a", "b", "odd \"é\uD83D\uDE00\\");
        finishBatches();
        RemoteBatch done = value(provider.retrieve(created.id()));
        assertThat(done.status()).contains(BatchStatus.COMPLETED);
        assertThat(done.counts().total()).isEqualTo(3);
        assertThat(done.counts().completed()).isEqualTo(3);
        List<ResultItem> items = results(done.outputFileId());
        assertThat(items).extracting(ResultItem::customId).containsExactlyInAnyOrder("a", "b", "odd \"é\uD83D\uDE00\\");
        assertThat(items).allSatisfy(item -> {
            assertThat(item.success()).isTrue();
            assertThat(new String(item.body(), StandardCharsets.UTF_8))
                    .startsWith("{")
                    .endsWith("}");
        });
    }

    @Test
    void downloadsAsManyBytesAsItSays() throws IOException {
        UploadContent lines = lines("a", "b", "c");
        RemoteFile file = value(provider.upload("w1.jsonl", lines));
        Path target = folder.resolve("w1.jsonl");
        assertThat(value(provider.download(file.id(), target)).bytes()).isEqualTo(lines.length());
        try (InputStream uploaded = lines.open()) {
            assertThat(target).hasBinaryContent(uploaded.readAllBytes());
        }
    }

    @Test
    void cancelsABatch() {
        RemoteBatch created = create("w1", "a");
        RemoteBatch cancelled = value(provider.cancel(created.id()));
        assertThat(cancelled.id()).isEqualTo(created.id());
        assertThat(cancelled.status())
                .hasValueSatisfying(status -> assertThat(status).isIn(BatchStatus.CANCELLING, BatchStatus.CANCELLED));
        finishBatches();
        assertThat(value(provider.retrieve(created.id())).status()).contains(BatchStatus.CANCELLED);
    }

    @Test
    void deletesAFileOnceAndForAll() {
        String file = value(provider.upload("w1.jsonl", lines("a"))).id();
        assertThat(provider.delete(file)).isInstanceOf(Outcome.Success.class);
        assertThat(provider.download(file, folder.resolve("f"))).isInstanceOf(Outcome.NotFound.class);
        assertThat(provider.delete(file)).isInstanceOf(Outcome.Success.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void doesNotFindADeletedFileForABatch() {
        String file = value(provider.upload("w1.jsonl", lines("a"))).id();
        provider.delete(file);
        assertThat(provider.create(new CreateBatch(file, endpoint(), "24h", metadata("w1"))))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(value(provider.list(null, 10)).batches()).isEmpty();
    }

    @Test
    void doesNotFindWhatNeverWas() {
        for (String id : List.of("none", "é /?#%", "..", "")) {
            assertThat(provider.retrieve(id)).as(id).isInstanceOf(Outcome.NotFound.class);
            assertThat(provider.cancel(id)).as(id).isInstanceOf(Outcome.NotFound.class);
            assertThat(provider.download(id, folder.resolve("f"))).as(id).isInstanceOf(Outcome.NotFound.class);
            assertThat(provider.delete(id)).as(id).isInstanceOf(Outcome.Success.class);
        }
        assertThat(provider.create(new CreateBatch("none", endpoint(), "24h", metadata("w1"))))
                .isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void blocksAnAccountWhoseKeyIsWrong() {
        try (BatchProvider stranger = connect(false)) {
            assertThat(stranger.upload("w1.jsonl", lines("a"))).isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.create(new CreateBatch("f", endpoint(), "24h", Map.of())))
                    .isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.retrieve("b")).isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.list(null, 10)).isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.cancel("b")).isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.download("f", folder.resolve("f"))).isInstanceOf(Outcome.AccountBlocked.class);
            assertThat(stranger.delete("f")).isInstanceOf(Outcome.AccountBlocked.class);
        }
    }

    @Test
    void isWhatItsTypePromises() {
        assertThat(provider.dialect()).isEqualTo(type());
        assertThat(provider.limits()).isEqualTo(Providers.limitsOf(type()));
        assertThat(provider.lines()).isSameAs(Providers.linesOf(type()));
        assertThat(provider.limits().endpoints()).contains(endpoint());
    }

    private RemoteBatch create(String window, String... customIds) {
        RemoteFile file = value(provider.upload(window + ".jsonl", lines(customIds)));
        return value(provider.create(new CreateBatch(file.id(), endpoint(), "24h", metadata(window))));
    }

    private static String endpoint() {
        return "/v1/chat/completions";
    }

    private static Map<String, String> metadata(String window) {
        return Map.of("batchline-window", window, "batchline-deployment", "é \"x\"");
    }

    private List<String> listAll(int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            BatchPage page = value(provider.list(after, limit));
            page.batches().forEach(batch -> ids.add(batch.id()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private List<ResultItem> results(@Nullable String fileId) throws IOException {
        assertThat(fileId).isNotNull();
        Path file = folder.resolve(fileId);
        value(provider.download(fileId, file));
        try (var lines = Files.lines(file)) {
            return lines.map(line -> provider.lines().resultLine(line.getBytes(StandardCharsets.UTF_8)))
                    .toList();
        }
    }

    private UploadContent lines(String... customIds) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        RequestEvent event = (RequestEvent) RequestEvent.parse(("{\"custom_id\":\"x\",\"url\":\"" + endpoint()
                        + "\",\"body\":{\"model\":\"gpt-4.1\",\n\"messages\":[{\"role\":\"user\",\"content\":\"H\"}]}}")
                .getBytes(StandardCharsets.UTF_8));
        for (String customId : customIds) {
            file.writeBytes(provider.lines().requestLine(event, customId));
            file.write('\n');
        }
        byte[] bytes = file.toByteArray();
        return new UploadContent() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static <T> T value(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Outcome.Success<T>) outcome).value();
    }
}
