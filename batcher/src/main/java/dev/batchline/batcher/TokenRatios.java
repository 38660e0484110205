package dev.batchline.batcher;

import dev.batchline.schemas.JoinState.TokenUse;
import dev.batchline.schemas.LaneKey;
import org.apache.kafka.streams.state.KeyValueStore;

/** The token ratio of each pool's models, learned from finished batches and kept over restarts. */
final class TokenRatios {
    static final String NAME = "token-ratios";

    private final KeyValueStore<String, byte[]> store;

    TokenRatios(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** The ratio for a window of this lane that opens now. */
    TokenRatio of(LaneKey lane) {
        byte[] stored = store.get(lane.budgetGroup());
        return stored == null ? TokenRatio.USUAL : TokenRatio.decode(stored);
    }

    /** Takes note of what a batch of this lane used. */
    void learn(LaneKey lane, TokenUse use) {
        store.put(lane.budgetGroup(), of(lane).after(use).encode());
    }
}
