package dev.batchline.joiner;

import dev.batchline.runtime.Directories;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results that are at hand in one life of a task: a few windows at a time, whatever waits. Files are deleted on
 * threads of their own, since that may take as long as it likes.
 */
final class Downloads {
    private static final int MOST = 8;

    private final Path directory;
    private final Map<String, Fetched> byWindow = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private int folders;
    private volatile boolean ended;

    /** Results in a directory of this life alone. */
    Downloads(Path directory) {
        this.directory = directory;
    }

    /** A folder for one fetch of a window's results, which is not there yet. */
    Path folder(String window) {
        return directory.resolve(window + "-" + folders++);
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

    /**
     * Deletes a window's results, if they are at hand.
     *
     * @param then run when they are gone
     */
    void forget(String window, Runnable then) {
        underWay.remove(window);
        Fetched fetched = byWindow.remove(window);
        if (fetched == null) {
            then.run();
        } else {
            drop(fetched, then);
        }
    }

    /**
     * Deletes results that nobody waits for.
     *
     * @param then run when they are gone
     */
    void drop(Fetched fetched, Runnable then) {
        elsewhere(() -> Directories.deleteTree(fetched.folder()), then);
    }

    /** A fetch has done what it does here; deletes what it left if the life has ended meanwhile. */
    void left() {
        if (ended) {
            Directories.deleteTree(directory);
        }
    }

    /**
     * Deletes everything.
     *
     * @param then run when it is gone
     */
    void end(Runnable then) {
        ended = true;
        byWindow.clear();
        elsewhere(() -> Directories.deleteTree(directory), then);
    }

    private static void elsewhere(Runnable deletion, Runnable then) {
        Thread.ofVirtual().name("joiner-delete").start(() -> {
            try {
                deletion.run();
            } finally {
                then.run();
            }
        });
    }
}
