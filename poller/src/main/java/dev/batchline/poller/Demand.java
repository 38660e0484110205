package dev.batchline.poller;

/**
 * How much is to be asked of an account, over all tasks of the process.
 *
 * @param open batches that have not ended
 * @param gathered batches that are due and were not asked for, since a list may tell of them all
 * @param requested whether a sweep was asked for and has not started
 * @param listed whether the account's last list was told to its end
 */
record Demand(int open, int gathered, boolean requested, boolean listed) {}
