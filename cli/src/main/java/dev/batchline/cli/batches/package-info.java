/** What a reader of the topics can tell of windows and their batches, and what it can ask the batcher for. */
@NullMarked
package dev.batchline.cli.batches;

import org.jspecify.annotations.NullMarked;
