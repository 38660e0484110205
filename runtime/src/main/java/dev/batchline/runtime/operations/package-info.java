/** What a running process tells its operator, over HTTP and in meters, and what it remembers of failures. */
@NullMarked
package dev.batchline.runtime.operations;

import org.jspecify.annotations.NullMarked;
