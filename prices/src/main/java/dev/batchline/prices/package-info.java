/** What tokens cost: a dated list of prices, and exact arithmetic on it. Nothing here reads a clock or a network. */
@NullMarked
package dev.batchline.prices;

import org.jspecify.annotations.NullMarked;
