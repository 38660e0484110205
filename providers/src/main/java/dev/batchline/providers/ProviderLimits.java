package dev.batchline.providers;

import java.util.Set;

/**
 * What one batch may hold at most.
 *
 * @param requests request lines a file
 * @param fileBytes bytes a file
 * @param lineBytes bytes a line
 * @param embeddingInputs inputs over all lines of an embeddings file
 * @param customIdLength characters of a custom_id
 * @param endpoints the paths that are served in batches
 */
public record ProviderLimits(
        int requests, long fileBytes, long lineBytes, int embeddingInputs, int customIdLength, Set<String> endpoints) {
    public ProviderLimits {
        endpoints = Set.copyOf(endpoints);
    }
}
