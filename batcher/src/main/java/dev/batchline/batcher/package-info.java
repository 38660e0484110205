/** Windows request events and submits them as batches. */
@NullMarked
package dev.batchline.batcher;

import org.jspecify.annotations.NullMarked;
