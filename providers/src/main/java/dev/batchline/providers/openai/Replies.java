package dev.batchline.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.providers.BatchPage;
import dev.batchline.providers.FilePage;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads files, batches and pages of them; null where the one thing that matters, the id, is missing. */
final class Replies {
    /** More than any reply but a file's content has. */
    static final int LONGEST = 64 * 1024 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String UNKNOWN = "unknown";

    private Replies() {}

    /** The body as a tree; null if it is no JSON. */
    static @Nullable JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    static @Nullable RemoteFile file(JsonNode file) {
        String id = LooseJson.text(file, "id");
        if (id == null) {
            return null;
        }
        return new RemoteFile(
                id,
                LooseJson.text(file, "filename"),
                LooseJson.number(file, "bytes", -1),
                LooseJson.instant(file, "created_at"));
    }

    static @Nullable RemoteBatch batch(JsonNode batch) {
        String id = LooseJson.text(batch, "id");
        if (id == null) {
            return null;
        }
        String status = LooseJson.text(batch, "status");
        return new RemoteBatch(
                id,
                status == null ? UNKNOWN : status,
                LooseJson.text(batch, "input_file_id"),
                LooseJson.text(batch, "output_file_id"),
                LooseJson.text(batch, "error_file_id"),
                counts(batch.path("request_counts")),
                LooseJson.instant(batch, "created_at"),
                LooseJson.instant(batch, "expires_at"),
                metadata(batch.path("metadata")),
                errors(batch.path("errors")),
                usage(batch.path("usage")));
    }

    /** A page of batches; null if it is none. */
    static @Nullable BatchPage batches(JsonNode list, @Nullable String after) {
        List<RemoteBatch> batches = items(list, Replies::batch);
        return batches == null ? null : new BatchPage(batches, next(list, after, batches, RemoteBatch::id));
    }

    /** A page of files; null if it is none. */
    static @Nullable FilePage files(JsonNode list, @Nullable String after) {
        List<RemoteFile> files = items(list, Replies::file);
        return files == null ? null : new FilePage(files, next(list, after, files, RemoteFile::id));
    }

    /** What is in OpenAI's list object, or in a bare array. */
    private static <T> @Nullable List<T> items(JsonNode list, Function<JsonNode, @Nullable T> reader) {
        JsonNode data = list.isArray() ? list : list.path("data");
        if (!data.isArray()) {
            return null;
        }
        List<T> items = new ArrayList<>();
        for (JsonNode node : data) {
            T item = reader.apply(node);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    /** The cursor of the next page; a page that would lead back to the cursor that it was asked for is the last. */
    private static <T> @Nullable String next(
            JsonNode list, @Nullable String after, List<T> items, Function<T, String> id) {
        if (!list.path("has_more").asBoolean(false) || items.isEmpty()) {
            return null;
        }
        String last = id.apply(items.getLast());
        return last.equals(after) ? null : last;
    }

    private static RequestCounts counts(JsonNode counts) {
        return new RequestCounts(
                LooseJson.number(counts, "total", 0),
                LooseJson.number(counts, "completed", 0),
                LooseJson.number(counts, "failed", 0));
    }

    /** What a batch used; null if it says so by silence or by zeros, as a gateway does that does not count. */
    private static @Nullable BatchUsage usage(JsonNode usage) {
        long input = Math.max(0, LooseJson.number(usage, "input_tokens", 0));
        long output = Math.max(0, LooseJson.number(usage, "output_tokens", 0));
        return input == 0 && output == 0
                ? null
                : new BatchUsage(
                        input,
                        detail(usage.path("input_tokens_details"), "cached_tokens"),
                        output,
                        detail(usage.path("output_tokens_details"), "reasoning_tokens"));
    }

    private static @Nullable Long detail(JsonNode details, String name) {
        long number = LooseJson.number(details, name, -1);
        return number < 0 ? null : number;
    }

    private static Map<String, String> metadata(JsonNode metadata) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
            JsonNode value = pair.getValue();
            if (!value.isNull()) {
                pairs.put(pair.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        }
        return pairs;
    }

    /** The errors of a batch: a list object, a bare array, one error, or a sentence. */
    private static List<BatchError> errors(JsonNode errors) {
        JsonNode items = errors.has("data") ? errors.path("data") : errors;
        List<BatchError> read = new ArrayList<>();
        if (items.isArray()) {
            items.forEach(item -> addError(read, item));
        } else {
            addError(read, items);
        }
        return read;
    }

    private static void addError(List<BatchError> errors, JsonNode item) {
        if (item.isTextual() && !item.asText().isBlank()) {
            errors.add(new BatchError(null, item.asText(), null, null));
        } else if (item.isObject() && (item.has("code") || item.has("message"))) {
            long line = LooseJson.number(item, "line", -1);
            errors.add(new BatchError(
                    LooseJson.text(item, "code"),
                    LooseJson.text(item, "message"),
                    LooseJson.text(item, "param"),
                    line < 0 ? null : line));
        }
    }
}
