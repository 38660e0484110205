/** A batch provider on localhost with a clock that can run faster. */
@NullMarked
package dev.batchline.simulator;

import org.jspecify.annotations.NullMarked;
