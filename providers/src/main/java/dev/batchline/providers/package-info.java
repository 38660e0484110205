/** Everything known about a provider: one port, adapters, limits, line codecs. */
@NullMarked
package dev.batchline.providers;

import org.jspecify.annotations.NullMarked;
