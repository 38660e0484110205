package dev.batchline.runtime.config;

import java.nio.file.Path;

/**
 * Where request lines wait for their upload.
 *
 * @param dir the directory
 * @param maxBytes the most that may lie there
 */
public record SpoolSettings(Path dir, long maxBytes) {}
