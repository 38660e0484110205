package dev.batchline.joiner;

import dev.batchline.schemas.BatchError;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ended batch whose results are at hand.
 *
 * @param ending how it ended, as the provider told it last
 * @param manifest the window's lines
 * @param files its results
 * @param refusedLines for each line that the provider refused the batch for, why
 * @param folder where the files lie
 */
record Fetched(
        Ending ending, Manifest manifest, ResultFiles files, Map<Integer, BatchError> refusedLines, Path folder) {
    Fetched {
        refusedLines = Map.copyOf(refusedLines);
    }
}
