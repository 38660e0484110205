package dev.batchline.joiner;

import dev.batchline.runtime.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The results that are at hand in one life of a task: a few windows at a time, whatever waits. */
final class Downloads {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);
    private static final int MOST = 8;

    private final Path directory;
    private final Map<String, Fetched> byWindow = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    /** Results in a directory of this life alone. */
    Downloads(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Whether another window's results may be fetched now. */
    boolean room() {
        return byWindow.size() + underWay.size() < MOST;
    }

    /** A window's results are being fetched. */
    void began(String window) {
        underWay.add(window);
    }

    /** A window's results are not being fetched any more, whatever came of it. */
    void ended(String window) {
        underWay.remove(window);
    }

    Optional<Fetched> find(String window) {
        return Optional.ofNullable(byWindow.get(window));
    }

    void keep(String window, Fetched fetched) {
        byWindow.put(window, fetched);
    }

    /** Deletes a window's results, if they are at hand. */
    void forget(String window) {
        underWay.remove(window);
        Fetched fetched = byWindow.remove(window);
        if (fetched != null) {
            try {
                fetched.files().delete();
            } catch (IOException e) {
                LOG.atWarn().setCause(e).addKeyValue("window", window).log("Result files cannot be deleted");
            }
        }
    }

    /** Deletes everything. */
    void end() {
        List.copyOf(byWindow.keySet()).forEach(this::forget);
        Directories.deleteTree(directory);
    }
}
