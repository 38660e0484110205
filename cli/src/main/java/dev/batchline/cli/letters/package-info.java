/** Dead letters: read, told apart, grouped. */
@NullMarked
package dev.batchline.cli.letters;

import org.jspecify.annotations.NullMarked;
