package dev.batchline.batcher;

import dev.batchline.schemas.DeploymentId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the batcher is told.
 *
 * @param deployment the installation
 * @param partitions of every internal topic
 * @param sourceTopicIds Kafka's ids of the topics that requests are read from
 * @param requestMaxBytes the largest request
 * @param window ceilings for every window; the account's own limits apply below them
 * @param completionWindow what batches are created with, such as {@code 24h}
 * @param createGrace how long an unanswered create may still take effect
 * @param files what is done about files that nobody needs at the provider any more
 * @param spool where files are kept until they are at the provider
 */
public record BatcherSettings(
        DeploymentId deployment,
        int partitions,
        Map<String, String> sourceTopicIds,
        int requestMaxBytes,
        WindowCeilings window,
        String completionWindow,
        Duration createGrace,
        ProviderFiles files,
        SpoolPlace spool) {
    public BatcherSettings {
        sourceTopicIds = Map.copyOf(sourceTopicIds);
    }

    /** How long a batch that was made may be missing on the provider's list: half of the grace of a create. */
    Duration listLag() {
        return createGrace.dividedBy(2);
    }

    /**
     * How large and how old a window may become.
     *
     * @param requests lines
     * @param bytes of its file
     * @param tokens estimated prompt tokens; {@link Long#MAX_VALUE} for no ceiling
     * @param linger how long it waits for more after its first request
     */
    public record WindowCeilings(int requests, long bytes, long tokens, Duration linger) {}

    /**
     * What is done about files that nobody needs at the provider any more.
     *
     * @param deleted whether they are deleted
     * @param orphanAge from which age on a file may be one that a crash left
     * @param listedEvery how often those are looked for
     */
    public record ProviderFiles(boolean deleted, Duration orphanAge, Duration listedEvery) {
        /** Files are looked for four times a day, when they are a day old. */
        public static ProviderFiles of(boolean deleted) {
            return new ProviderFiles(deleted, Duration.ofHours(24), Duration.ofHours(6));
        }
    }

    /**
     * Where files are kept.
     *
     * @param directory this process's own
     * @param maxBytes windows beyond it are not kept and are read from Kafka again when their turn comes
     */
    public record SpoolPlace(Path directory, long maxBytes) {}
}
