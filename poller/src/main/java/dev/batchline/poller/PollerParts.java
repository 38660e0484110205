package dev.batchline.poller;

import java.util.random.RandomGenerator;

/**
 * What the poller's tasks in a process share.
 *
 * @param settings how often batches are asked for
 * @param sweeps the accounts and their lists
 * @param meters what is counted
 * @param random where in their interval questions are asked
 */
record PollerParts(PollerSettings settings, Sweeps sweeps, PollerMeters meters, RandomGenerator random) {}
