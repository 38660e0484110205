/** How lanes stand and why they wait. */
@NullMarked
package dev.batchline.cli.lanes;

import org.jspecify.annotations.NullMarked;
