package dev.batchline.batcher;

import dev.batchline.schemas.Window;

/**
 * What shares one queue of tokens at a provider. All windows of a group are in one partition.
 *
 * @param account our name for it
 * @param model as requests name it
 */
record TokenGroup(String account, String model) {
    /** The group of a window that goes through this account. */
    static TokenGroup of(Window window, String account) {
        return new TokenGroup(account, window.facts().lane().model());
    }
}
