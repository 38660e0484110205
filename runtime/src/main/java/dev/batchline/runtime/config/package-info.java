/** Settings: where they come from, what they may be, and what they are in effect. */
@NullMarked
package dev.batchline.runtime.config;

import org.jspecify.annotations.NullMarked;
