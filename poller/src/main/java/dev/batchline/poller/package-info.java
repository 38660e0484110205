/** Publishes every status change of every open batch. */
@NullMarked
package dev.batchline.poller;

import org.jspecify.annotations.NullMarked;
