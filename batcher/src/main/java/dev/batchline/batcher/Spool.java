package dev.batchline.batcher;

import dev.batchline.runtime.Directories;
import dev.batchline.schemas.WindowId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool files of one life of a task. Trouble with the disk never gets out of here: the file concerned is dropped,
 * and made again from the lanes topic when it is needed.
 */
final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int OPEN_FILES = 64;

    private final Path directory;
    private final SpoolRoom room;
    private final Map<WindowId, SpoolFile> files = new HashMap<>();
    private final Map<WindowId, Long> madeAgain = new HashMap<>();
    private final LinkedHashMap<WindowId, SpoolFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean ended;

    /**
     * The spool of a life.
     *
     * @param directory of this life alone
     * @param room of all lives of the process together
     */
    Spool(Path directory, SpoolRoom room) {
        this.directory = directory;
        this.room = room;
    }

    /** Appends a line to a window's file; the first line makes the file. */
    void append(WindowId window, SpoolEntry entry) {
        SpoolFile file = files.get(window);
        if (file == null) {
            if (entry.item().seq() > 0) {
                return;
            }
            file = new SpoolFile(directory, window.text());
            files.put(window, file);
        }
        if (!room.keep(entry.diskBytes())) {
            drop(window, "the spool is full");
            return;
        }
        open.put(window, file);
        try {
            file.append(entry);
        } catch (IOException e) {
            failed(window, e);
        }
        if (open.size() > OPEN_FILES) {
            seal(open.keySet().iterator().next());
        }
    }

    /** Ends the writing of a window's file, until a line is appended to it again. */
    void seal(WindowId window) {
        SpoolFile file = open.remove(window);
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                failed(window, e);
            }
        }
    }

    /** The file of a sealed window, if it was kept. */
    Optional<SpoolFile> find(WindowId window) {
        return Optional.ofNullable(files.get(window));
    }

    /** Where a lost file is made again; it belongs to the caller until {@link #adopt}. */
    SpoolFile again(WindowId window) {
        return new SpoolFile(directory, window.text());
    }

    /**
     * Sets room aside for a file that is made again; false if there is none, or if the life has ended: a call of it
     * that goes on would never give it back. Any thread may ask.
     */
    boolean setAside(WindowId window, long bytes) {
        synchronized (madeAgain) {
            if (ended) {
                return false;
            }
            if (!madeAgain.containsKey(window)) {
                if (!room.makeAgain(bytes)) {
                    return false;
                }
                madeAgain.put(window, bytes);
            }
            return true;
        }
    }

    /** Whether the life goes on, so that what is made again is of use. Any thread may ask. */
    boolean goesOn() {
        synchronized (madeAgain) {
            return !ended;
        }
    }

    /** A file that was made again is gone, or was not made; true if there was room for one. Any thread may tell. */
    boolean giveBack(WindowId window) {
        synchronized (madeAgain) {
            Long bytes = madeAgain.remove(window);
            if (bytes != null) {
                room.madeAgain(bytes);
            }
            return bytes != null;
        }
    }

    /** Keeps a file that was made again, or deletes it if there is no room. */
    void adopt(WindowId window, SpoolFile file) {
        synchronized (madeAgain) {
            long setAside = madeAgain.getOrDefault(window, 0L);
            if (!files.containsKey(window)) {
                if (room.keepMadeAgain(setAside, file.bytes())) {
                    files.put(window, file);
                    madeAgain.remove(window);
                } else {
                    delete(window, file);
                }
            }
            giveBack(window);
        }
    }

    /** Deletes a window's file, if there is one. */
    void remove(WindowId window) {
        SpoolFile file = files.remove(window);
        open.remove(window);
        if (file != null) {
            delete(window, file);
            room.drop(file.bytes());
        } else if (giveBack(window)) {
            delete(window, again(window));
        }
    }

    /** Deletes everything. */
    void end() {
        List.copyOf(files.keySet()).forEach(this::remove);
        synchronized (madeAgain) {
            ended = true;
            Set.copyOf(madeAgain.keySet()).forEach(this::giveBack);
        }
        Directories.deleteTree(directory);
    }

    private static void delete(WindowId window, SpoolFile file) {
        try {
            file.delete();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("window", window).log("Spool file cannot be deleted");
        }
    }

    private void failed(WindowId window, IOException failure) {
        LOG.atWarn().setCause(failure).addKeyValue("window", window).log("Spool file cannot be written");
        drop(window, "the disk failed");
    }

    private void drop(WindowId window, String why) {
        LOG.atInfo()
                .addKeyValue("window", window)
                .addKeyValue("reason", why)
                .log("Window is not spooled and will be read again from Kafka");
        remove(window);
    }
}
