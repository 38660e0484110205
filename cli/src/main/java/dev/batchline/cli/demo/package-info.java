/** Real text for the demo, and the requests that are made of it. */
@NullMarked
package dev.batchline.cli.demo;

import org.jspecify.annotations.NullMarked;
