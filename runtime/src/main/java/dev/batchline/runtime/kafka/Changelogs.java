package dev.batchline.runtime.kafka;

import java.util.Map;

/** How the changelogs of stores are kept: small segments, cleaned early, so that a restore is short. */
final class Changelogs {
    static final Map<String, String> CONFIG = Map.of(
            "segment.bytes", Integer.toString(16 * 1024 * 1024),
            "segment.ms", "600000",
            "min.cleanable.dirty.ratio", "0.1");

    private Changelogs() {}
}
