/** What Batchline promises, as objects that watch what happened and say what is broken. */
@NullMarked
package dev.batchline.guarantees;

import org.jspecify.annotations.NullMarked;
