/** Dead letters sent again: chosen, changed, sent once. */
@NullMarked
package dev.batchline.cli.replay;

import org.jspecify.annotations.NullMarked;
