/** A whole installation under faults, and the judge who stands outside of it. */
@NullMarked
package dev.batchline.cli.chaos;

import org.jspecify.annotations.NullMarked;
