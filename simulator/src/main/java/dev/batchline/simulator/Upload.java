package dev.batchline.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file upload while its form comes in; bytes go straight to disk, in whatever order the parts come. */
final class Upload {

    private static final Set<String> PURPOSES =
            Set.of("assistants", "batch", "fine-tune", "vision", "user_data", "evals");
    private static final int LONGEST_FIELD = 1024;
    private static final Duration DEFAULT_BATCH_LIFE = Duration.ofDays(30);

    private final FileStore files;
    private final Limits limits;
    private @Nullable Path path;
    private int lines;
    private String filename = "upload";
    private @Nullable String purpose;
    private @Nullable String anchor;
    private @Nullable String seconds;

    Upload(FileStore files, Limits limits) {
        this.files = files;
        this.limits = limits;
    }

    /** Reads the call's form to its end and stores the file, or refuses it without a trace. */
    StoredFile receive(Call call) throws IOException {
        boolean stored = false;
        try {
            MultipartReader form = MultipartReader.of(call.header("Content-Type"), call.body())
                    .orElseThrow(() ->
                            new ApiException(400, "Expected a multipart/form-data body with a boundary.", null, null));
            readParts(form);
            StoredFile file = store();
            stored = true;
            return file;
        } finally {
            if (!stored && path != null) {
                FileStore.erase(path);
            }
        }
    }

    private void readParts(MultipartReader form) throws IOException {
        Optional<MultipartReader.Part> part = next(form);
        while (part.isPresent()) {
            readPart(part.get());
            part = next(form);
        }
    }

    private static Optional<MultipartReader.Part> next(MultipartReader form) {
        try {
            return form.next();
        } catch (IOException e) {
            throw new ApiException(400, "The multipart body is malformed: " + e.getMessage(), null, null);
        }
    }

    private void readPart(MultipartReader.Part part) throws IOException {
        switch (part.name()) {
            case "file" -> receiveFile(part);
            case "purpose" -> purpose = text(part.body());
            case "expires_after[anchor]", "expires_after.anchor" -> anchor = text(part.body());
            case "expires_after[seconds]", "expires_after.seconds" -> seconds = text(part.body());
            default -> {
                // Unknown fields are ignored, as the reader skips what is not read.
            }
        }
    }

    private void receiveFile(MultipartReader.Part part) throws IOException {
        if (path != null) {
            throw ApiException.badRequest("The form holds more than one file.", "file");
        }
        Path target = files.scratch();
        path = target;
        if (part.filename() != null && !part.filename().isEmpty()) {
            filename = part.filename().replaceAll("[\\r\\n\"]", "_");
        }
        try (OutputStream out = Files.newOutputStream(target)) {
            copy(part.body(), out);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        byte last = '\n';
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > limits.fileBytes()) {
                throw tooLarge(413, limits.fileBytes());
            }
            out.write(buffer, 0, read);
            for (int i = 0; i < read; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            last = read == 0 ? last : buffer[read - 1];
        }
        lines += last == '\n' ? 0 : 1;
    }

    private StoredFile store() throws IOException {
        if (path == null) {
            throw ApiException.missing("file");
        }
        if (purpose == null) {
            throw ApiException.missing("purpose");
        }
        if (!PURPOSES.contains(purpose)) {
            throw ApiException.badRequest("'" + purpose + "' is not one of " + PURPOSES + " - 'purpose'", "purpose");
        }
        if (purpose.equals("batch")) {
            checkBatchInput(path);
        }
        Duration fallback = purpose.equals("batch") ? DEFAULT_BATCH_LIFE : null;
        return files.store(path, lines, filename, purpose, ExpiresAfter.life(anchor, seconds, fallback));
    }

    private void checkBatchInput(Path stored) throws IOException {
        String name = filename.toLowerCase(Locale.ROOT);
        if (name.contains(".") && !name.endsWith(".jsonl")) {
            throw new ApiException(400, "Invalid file format for Batch API. Must be .jsonl", null, null);
        }
        if (Files.size(stored) > limits.inputBytes()) {
            throw tooLarge(400, limits.inputBytes());
        }
    }

    private static ApiException tooLarge(int status, long most) {
        return new ApiException(status, "The file is larger than the allowed " + most + " bytes.", "file", null);
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(LONGEST_FIELD), StandardCharsets.UTF_8).strip();
    }
}
