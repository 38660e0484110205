package dev.batchline.simulator;

import java.time.Instant;
import java.util.Comparator;

/**
 * A piece of work with the moment it is due.
 *
 * @param at when
 * @param order tie-breaker: first asked, first run
 * @param work what
 */
record Due(Instant at, long order, Runnable work) {

    static final Comparator<Due> EARLIEST_FIRST = Comparator.comparing(Due::at).thenComparingLong(Due::order);
}
