/** The launcher's commands, and the broker that runs in the process. */
@NullMarked
package dev.batchline.cli;

import org.jspecify.annotations.NullMarked;
