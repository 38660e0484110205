/** The composition root: services made from settings. */
@NullMarked
package dev.batchline.cli.run;

import org.jspecify.annotations.NullMarked;
