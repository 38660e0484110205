/** The topics of the catalogue in a cluster: made, looked at, and compared with what they have to be. */
@NullMarked
package dev.batchline.runtime.topics;

import org.jspecify.annotations.NullMarked;
