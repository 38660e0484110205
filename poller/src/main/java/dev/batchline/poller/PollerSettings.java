package dev.batchline.poller;

import dev.batchline.schemas.DeploymentId;
import java.time.Duration;

/**
 * How often batches are asked for.
 *
 * @param deployment the installation; batches that do not carry it are not looked at
 * @param shortest between two questions about a batch
 * @param longest between two questions about a batch
 * @param countsEvery at most this often a change of counts alone is told
 */
public record PollerSettings(DeploymentId deployment, Duration shortest, Duration longest, Duration countsEvery) {
    /** At least this often all batches of an account are listed. */
    static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    /** Above so many open batches of an account, a list is asked for instead of each one. */
    static final int ASKED_ONE_BY_ONE = 50;
}
