package dev.batchline.batcher;

import dev.batchline.schemas.ManifestItem;

/**
 * A line on its way into a spool file.
 *
 * @param line what the provider gets, without a line feed
 * @param item what the manifest says of it
 */
record SpoolEntry(byte[] line, ManifestItem item) {}
