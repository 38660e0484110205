package dev.batchline.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CallControl;
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
import dev.batchline.providers.http.CleanText;
import dev.batchline.providers.http.FileTarget;
import dev.batchline.providers.http.HttpAccount;
import dev.batchline.providers.http.OnceBody;
import dev.batchline.providers.http.Operation;
import dev.batchline.providers.http.ReplyReader;
import dev.batchline.providers.http.RetryPolicy;
import dev.batchline.providers.http.UploadBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An account at OpenAI or at a service that speaks its batch API. */
final class OpenAiProvider implements BatchProvider {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType BYTES = MediaType.get("application/octet-stream");
    private static final int LONGEST_PAGE = 100;
    private static final int LONGEST_FILE_PAGE = 10_000;

    private final Addresses addresses;
    private final HttpAccount http;
    private final ReplyErrors errors;

    OpenAiProvider(AccountConnection connection, CallControl control, RetryPolicy policy) {
        CleanText clean = new CleanText(connection.credentials().apiKey().strip());
        this.addresses = new Addresses(connection);
        this.errors = new ReplyErrors(clean);
        this.http = new HttpAccount(connection, control, policy, clean);
    }

    @Override
    public String dialect() {
        return OpenAi.TYPE;
    }

    @Override
    public ProviderLimits limits() {
        return OpenAi.LIMITS;
    }

    @Override
    public LineCodec lines() {
        return OpenAi.LINES;
    }

    @Override
    public Outcome<RemoteFile> upload(String fileName, UploadContent content) {
        String name = fileName.endsWith(".jsonl") ? fileName : fileName + ".jsonl";
        RequestBody form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("purpose", "batch")
                .addFormDataPart("file", name, new UploadBody(content, BYTES))
                .build();
        Request request = addresses.to("files").post(form).build();
        return http.call(Operation.UPLOAD, request, json(Replies::file));
    }

    @Override
    public Outcome<RemoteBatch> create(CreateBatch create) {
        byte[] body = CreateBody.of(create);
        Request request = addresses.to("batches").post(new OnceBody(body, JSON)).build();
        return http.call(Operation.CREATE, request, json(Replies::batch));
    }

    @Override
    public Outcome<RemoteBatch> retrieve(String batchId) {
        if (!Addresses.possible(batchId)) {
            return new Outcome.NotFound<>(impossible(batchId));
        }
        return http.call(Operation.RETRIEVE, addresses.to("batches", batchId).build(), json(Replies::batch));
    }

    @Override
    public Outcome<BatchPage> list(@Nullable String after, int limit) {
        HttpUrl.Builder url = addresses.url("batches");
        return http.call(
                Operation.LIST,
                page(url, after, Math.clamp(limit, 1, LONGEST_PAGE)),
                json(page -> Replies.batches(page, after)));
    }

    @Override
    public Outcome<FilePage> files(@Nullable String after, int limit) {
        HttpUrl.Builder url = addresses.url("files");
        url.addQueryParameter("purpose", "batch").addQueryParameter("order", "desc");
        return http.call(
                Operation.LIST,
                page(url, after, Math.clamp(limit, 1, LONGEST_FILE_PAGE)),
                json(page -> Replies.files(page, after)));
    }

    private Request page(HttpUrl.Builder url, @Nullable String after, int limit) {
        url.addQueryParameter("limit", String.valueOf(limit));
        if (after != null) {
            url.addQueryParameter("after", after);
        }
        return addresses.to(url.build()).build();
    }

    @Override
    public Outcome<RemoteBatch> cancel(String batchId) {
        if (!Addresses.possible(batchId)) {
            return new Outcome.NotFound<>(impossible(batchId));
        }
        Request request = addresses
                .to("batches", batchId, "cancel")
                .post(RequestBody.create(new byte[0]))
                .build();
        return http.call(Operation.CANCEL, request, json(Replies::batch));
    }

    @Override
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        if (!Addresses.possible(fileId)) {
            return new Outcome.NotFound<>(impossible(fileId));
        }
        FileTarget file = new FileTarget(target);
        Request request = addresses
                .to("files", fileId, "content")
                .header("Accept", "application/octet-stream, */*")
                .header("Accept-Encoding", "identity")
                .build();
        return http.call(
                Operation.DOWNLOAD,
                request,
                reply -> reply.isSuccessful()
                        ? new Outcome.Success<>(file.receive(reply, room))
                        : errors.outcome(reply));
    }

    @Override
    public Outcome<Deleted> delete(String fileId) {
        if (!Addresses.possible(fileId)) {
            return new Outcome.Success<>(new Deleted());
        }
        Request request = addresses.to("files", fileId).delete().build();
        return http.call(Operation.DELETE, request, this::deleted);
    }

    private Outcome<Deleted> deleted(Response reply) throws IOException {
        if (reply.isSuccessful()) {
            return new Outcome.Success<>(new Deleted());
        }
        Outcome<Deleted> outcome = errors.outcome(reply);
        return outcome instanceof Outcome.NotFound<Deleted> ? new Outcome.Success<>(new Deleted()) : outcome;
    }

    /** A reader of JSON replies; {@code value} answers null if the reply is not what it should be. */
    private <T> ReplyReader<T> json(Function<JsonNode, @Nullable T> value) {
        return reply -> {
            if (!reply.isSuccessful()) {
                return errors.outcome(reply);
            }
            byte[] body = ReplyErrors.beginning(reply, Replies.LONGEST);
            JsonNode tree = Replies.tree(body);
            T read = tree == null ? null : value.apply(tree);
            return read == null ? errors.unreadable(reply, body) : new Outcome.Success<>(read);
        };
    }

    private static ProviderError impossible(String id) {
        return new ProviderError(0, "impossible_id", "There is nothing with the id '" + id + "'.", null);
    }

    @Override
    public void close() {
        http.close();
    }
}
