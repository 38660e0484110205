/** The records by which an item's end is told: results and dead letters. */
@NullMarked
package dev.batchline.runtime.outcome;

import org.jspecify.annotations.NullMarked;
