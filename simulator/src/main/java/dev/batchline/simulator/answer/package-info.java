/** Answers that are computed from the request instead of by a model. */
@NullMarked
package dev.batchline.simulator.answer;

import org.jspecify.annotations.NullMarked;
