/** What items cost, added up from the ledger. */
@NullMarked
package dev.batchline.cli.cost;

import org.jspecify.annotations.NullMarked;
