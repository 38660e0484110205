package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java client works with the simulator as with its provider. */
class OfficialSdkTest {

    private Simulator simulator;
    private OpenAIClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), 1))
                .phases(Phases.immediate())
                .build());
        client = OpenAIOkHttpClient.builder()
                .baseUrl(simulator.baseUrl().toString())
                .apiKey("sk-test")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void runsABatchFromUploadToDeletion() throws Exception {
        FileObject file = upload(RequestLines.chat(5));
        assertThat(file.bytes()).isEqualTo(RequestLines.chat(5).length);

        Batch created = create(file.id());
        assertThat(created.status()).isEqualTo(Batch.Status.VALIDATING);
        assertThat(created.expiresAt()).hasValue(created.createdAt() + 86_400);

        Batch ended = awaitStatus(created.id(), Batch.Status.COMPLETED);
        assertThat(ended.requestCounts()).hasValueSatisfying(counts -> {
            assertThat(counts.total()).isEqualTo(5);
            assertThat(counts.completed()).isEqualTo(5);
            assertThat(counts.failed()).isZero();
        });
        assertThat(ended.model()).hasValue("gpt-4.1-mini");
        assertThat(ended.errorFileId()).isEmpty();
        assertThat(ended.usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens())
                        .isEqualTo(usage.inputTokens() + usage.outputTokens())
                        .isPositive());

        String outputId = ended.outputFileId().orElseThrow();
        assertThat(content(outputId).lines())
                .hasSize(5)
                .allMatch(line -> line.contains("fp_simulated"))
                .anyMatch(line -> line.contains("\"item-3\""));

        assertThat(client.files().delete(outputId).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(outputId))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No such File object: " + outputId);
    }

    @Test
    void uploadsAStreamThatHasNoFilename() {
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file((InputStream) new ByteArrayInputStream(RequestLines.chat(2)))
                        .purpose(FilePurpose.BATCH)
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .anchor(JsonValue.from("created_at"))
                                .seconds(3600)
                                .build())
                        .build());
        assertThat(file.filename()).isEqualTo("upload");
        assertThat(file.expiresAt()).hasValue(file.createdAt() + 3600);
    }

    @Test
    void pagesThroughBatchesNewestFirst() {
        String file = upload(RequestLines.chat(1)).id();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            created.add(create(file).id());
        }
        List<String> listed = client
                .batches()
                .list(BatchListParams.builder().limit(3).build())
                .autoPager()
                .stream()
                .map(Batch::id)
                .toList();
        assertThat(listed).isEqualTo(created.reversed());
    }

    @Test
    void pagesThroughFilesInBothOrders() {
        List<String> uploaded = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            uploaded.add(upload(RequestLines.chat(1)).id());
        }
        assertThat(listFiles(FileListParams.Order.ASC)).isEqualTo(uploaded);
        assertThat(listFiles(FileListParams.Order.DESC)).isEqualTo(uploaded.reversed());
    }

    @Test
    void refusesToCancelACompletedBatch() {
        String batch = create(upload(RequestLines.chat(1)).id()).id();
        awaitStatus(batch, Batch.Status.COMPLETED);
        assertThatThrownBy(() -> client.batches().cancel(batch))
                .isInstanceOf(UnexpectedStatusCodeException.class)
                .hasMessageContaining("409")
                .hasMessageContaining("Cannot cancel a batch with status 'completed'.");
    }

    private List<String> listFiles(FileListParams.Order order) {
        return client
                .files()
                .list(FileListParams.builder()
                        .purpose("batch")
                        .order(order)
                        .limit(2)
                        .build())
                .autoPager()
                .stream()
                .map(FileObject::id)
                .toList();
    }

    private FileObject upload(byte[] content) {
        return client.files()
                .create(FileCreateParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(content))
                                .filename("input.jsonl")
                                .build())
                        .purpose(FilePurpose.BATCH)
                        .build());
    }

    private Batch create(String fileId) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(fileId)
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
    }

    private Batch awaitStatus(String id, Batch.Status status) {
        return await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> client.batches().retrieve(id),
                        batch -> batch.status().equals(status));
    }

    private String content(String fileId) throws Exception {
        try (HttpResponse response = client.files().content(fileId)) {
            return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
