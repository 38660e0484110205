package dev.batchline.batcher;

import dev.batchline.schemas.LaneKey;
import java.util.OptionalLong;

/**
 * What a lane's requests would come to.
 *
 * @param lane what they have in common
 * @param batches how many there would be of them
 * @param queue how many estimated prompt tokens of its model may be queued at the provider
 * @param rounds how often that queue would have to be filled by all lanes that share it; 1 if nothing waits
 */
public record LaneForecast(LaneKey lane, long batches, long queue, long rounds) {
    /** The limit of the queue; empty if there is none. */
    public OptionalLong queueLimit() {
        return queue == Account.NO_BUDGET ? OptionalLong.empty() : OptionalLong.of(queue);
    }
}
