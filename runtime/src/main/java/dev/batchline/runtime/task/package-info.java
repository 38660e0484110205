/** How a task of a service lives: its lease, its calls to the outside, and what it forwards. */
@NullMarked
package dev.batchline.runtime.task;

import org.jspecify.annotations.NullMarked;
