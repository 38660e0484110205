/** HTTP as every adapter needs it: connections of one account, time-outs, repeats, streams from and to disk. */
@NullMarked
package dev.batchline.providers.http;

import org.jspecify.annotations.NullMarked;
