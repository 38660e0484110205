/** What a service process needs: configuration, Streams construction, life and lease, effects. */
@NullMarked
package dev.batchline.runtime;

import org.jspecify.annotations.NullMarked;
