/** A real broker, in this process or in one beside it, for the demo and for tests. */
@NullMarked
package dev.batchline.cli.broker;

import org.jspecify.annotations.NullMarked;
