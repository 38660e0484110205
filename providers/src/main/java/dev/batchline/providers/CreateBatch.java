package dev.batchline.providers;

import java.util.Map;

/**
 * What is asked for when a batch is created.
 *
 * @param fileId the uploaded input file
 * @param endpoint the path of its request lines
 * @param completionWindow such as {@code 24h}
 * @param metadata carried by the batch, at most 16 pairs
 */
public record CreateBatch(String fileId, String endpoint, String completionWindow, Map<String, String> metadata) {
    public CreateBatch {
        metadata = Map.copyOf(metadata);
    }
}
