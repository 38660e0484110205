package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;

/**
 * One account that batches are created through.
 *
 * @param name our name for it
 * @param pool whose work it takes
 * @param batchesPerHour how many batches may be created in an hour
 * @param provider the way to it
 */
public record Account(String name, String pool, int batchesPerHour, BatchProvider provider) {}
