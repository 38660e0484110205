/** What requests would come to before they are sent: tokens, batches and money. */
@NullMarked
package dev.batchline.cli.estimate;

import org.jspecify.annotations.NullMarked;
