/** Guarantees, faults and architecture rules, over all modules. */
@NullMarked
package dev.batchline.e2e;

import org.jspecify.annotations.NullMarked;
