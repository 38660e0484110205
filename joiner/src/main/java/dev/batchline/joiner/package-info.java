/** Publishes every item of an ended batch, once. */
@NullMarked
package dev.batchline.joiner;

import org.jspecify.annotations.NullMarked;
