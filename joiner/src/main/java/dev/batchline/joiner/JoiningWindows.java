package dev.batchline.joiner;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the ended windows of one life stand on their way to their outcomes; any thread may ask. */
final class JoiningWindows {
    private final Map<String, Standing> byWindow = new ConcurrentHashMap<>();

    /** A window whose batch ended then stands here now. */
    void put(String window, Stage stage, Instant ended) {
        byWindow.put(window, new Standing(stage, ended));
    }

    /** Nothing is left to publish of a window. */
    void remove(String window) {
        byWindow.remove(window);
    }

    /** How many stand there. */
    long count(Stage stage) {
        return byWindow.values().stream()
                .filter(standing -> standing.stage == stage)
                .count();
    }

    /** How long ago the first batch of those ended; zero if there are none. */
    Duration oldest(Stage stage, Instant now) {
        return byWindow.values().stream()
                .filter(standing -> standing.stage == stage)
                .map(standing -> Duration.between(standing.ended, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** A step on the way. */
    enum Stage {
        /** For room on the disk, or for the account. */
        WAITING,
        /** Files are being fetched, or will be asked for again. */
        DOWNLOADING,
        /** Outcomes are being written. */
        PUBLISHING,
        /** The provider does not have everything yet. */
        HELD
    }

    /**
     * Where a window stands.
     *
     * @param stage the step
     * @param ended when its end was first seen
     */
    private record Standing(Stage stage, Instant ended) {}
}
