package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}: upload, list, retrieve, download and delete. */
final class FilesApi {

    private static final int MOST_LISTED = 10_000;

    private final FileStore files;
    private final Timeline timeline;
    private final Limits limits;
    private final FaultScript script;

    FilesApi(FileStore files, Timeline timeline, Limits limits, FaultScript script) {
        this.files = files;
        this.timeline = timeline;
        this.limits = limits;
        this.script = script;
    }

    void upload(Call call) throws IOException {
        StoredFile file = new Upload(files, limits).receive(call);
        call.reply(200, file.json());
    }

    void list(Call call) throws IOException {
        int limit = call.queryNumber("limit", MOST_LISTED, MOST_LISTED);
        String order = call.query("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw ApiException.badRequest("Invalid 'order': expected 'asc' or 'desc', got '" + order + "'.", "order");
        }
        String after = call.query("after");
        List<StoredFile> found = files.list(!"asc".equals(order), after, wanted(call.query("purpose")))
                .orElseThrow(() -> ApiException.badRequest("Invalid 'after': no such file.", "after"));
        List<ObjectNode> page =
                found.stream().limit(limit).map(StoredFile::json).toList();
        call.reply(200, Json.page(page, found.size() > limit));
    }

    void retrieve(Call call) throws IOException {
        call.reply(200, find(call).json());
    }

    void delete(Call call) throws IOException {
        if (!files.delete(find(call).id())) {
            throw ApiException.noSuchFile(call.id());
        }
        call.reply(200, Json.object().put("id", call.id()).put("object", "file").put("deleted", true));
    }

    void content(Call call) throws IOException {
        StoredFile file = files.use(call.id()).orElseThrow(() -> ApiException.noSuchFile(call.id()));
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
                InputStream bytes = Channels.newInputStream(channel)) {
            call.setHeader("Content-Type", "application/octet-stream");
            call.setHeader("Content-Disposition", "attachment; filename=\"" + file.filename() + "\"");
            Optional<CallFault.TruncateDownload> cut =
                    script.play().next(CallFault.TruncateDownload.class, Fault.DOWNLOAD, call.path());
            long count = cut.map(told -> (long) (file.bytes() * told.percentSent() / 100))
                    .orElse(file.bytes());
            boolean unnoticed =
                    cut.filter(CallFault.TruncateDownload::unnoticed).isPresent();
            send(bytes, count, call.open(200, unnoticed ? count : file.bytes()));
        } finally {
            files.release(file);
        }
    }

    private static void send(InputStream bytes, long count, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = count;
        while (left > 0) {
            int read = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        out.flush();
    }

    private StoredFile find(Call call) {
        return files.find(call.id()).orElseThrow(() -> ApiException.noSuchFile(call.id()));
    }

    private Predicate<StoredFile> wanted(@Nullable String purpose) {
        Instant latest = timeline.now().minus(script.play().listLag());
        return file -> (purpose == null || purpose.equals(file.purpose()))
                && !file.createdAt().isAfter(latest);
    }
}
