/** What a process counts and shows: the list of its meters, and how the list is printed. */
@NullMarked
package dev.batchline.runtime.metrics;

import org.jspecify.annotations.NullMarked;
