package dev.batchline.cli.replay;

import dev.batchline.runtime.config.BatchlineConfig;

/** What replays are called at the broker. */
final class ReplayNames {
    private static final String WORD = "replay";

    private ReplayNames() {}

    /** The transactional id that all replays of an installation share, so that a newer one ends an older one. */
    static String transactionalId(BatchlineConfig config) {
        return config.topics().prefix() + WORD;
    }

    /** The group whose offsets say how far a replay has come. */
    static String group(BatchlineConfig config, String job) {
        return config.topics().prefix() + WORD + "-" + job;
    }
}
