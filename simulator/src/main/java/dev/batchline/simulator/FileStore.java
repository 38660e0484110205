package dev.batchline.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The files of the account, on disk, with their names and ages in memory. */
final class FileStore implements AutoCloseable {

    private final Path directory;
    private final Timeline timeline;
    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final List<String> everStored = new ArrayList<>();

    FileStore(Path directory, Timeline timeline) {
        this.directory = directory;
        this.timeline = timeline;
    }

    /** A fresh path for bytes that are still coming in. */
    Path scratch() {
        return directory.resolve("part-" + Ids.hex());
    }

    /** Takes over the bytes at a path as a file that lives for {@code life}. */
    StoredFile store(Path path, int lines, String filename, String purpose, @Nullable Duration life) {
        Instant now = timeline.now();
        try {
            Instant end = life == null ? null : now.plus(life);
            StoredFile file = new StoredFile(Ids.file(), filename, purpose, Files.size(path), lines, now, end, path);
            synchronized (this) {
                files.put(file.id(), file);
                everStored.add(file.id());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store " + filename, e);
        }
    }

    /** The file with an id, unless it is deleted or expired. */
    synchronized Optional<StoredFile> find(String id) {
        StoredFile file = files.get(id);
        if (file == null) {
            return Optional.empty();
        }
        if (file.expiresAt() != null && !file.expiresAt().isAfter(timeline.now())) {
            delete(id);
            return Optional.empty();
        }
        return Optional.of(file);
    }

    /** Forgets a file; its bytes stay until the last user has let go of them. */
    synchronized boolean delete(String id) {
        StoredFile file = files.remove(id);
        if (file == null) {
            return false;
        }
        if (!uses.containsKey(id)) {
            erase(file.path());
        }
        return true;
    }

    /** Finds a file and keeps its bytes on disk, deleted or not, until {@link #release}. */
    synchronized Optional<StoredFile> use(String id) {
        Optional<StoredFile> found = find(id);
        found.ifPresent(file -> uses.merge(file.id(), 1, Integer::sum));
        return found;
    }

    /** Ends one {@link #use} of a file. */
    synchronized void release(StoredFile file) {
        uses.computeIfPresent(file.id(), (id, count) -> count == 1 ? null : count - 1);
        if (!uses.containsKey(file.id()) && !files.containsKey(file.id())) {
            erase(file.path());
        }
    }

    /**
     * Files in the order of creation.
     *
     * @param after id of the file before the first one wanted; it may be deleted by now; null starts at the end
     * @return empty if {@code after} was never a file
     */
    synchronized Optional<List<StoredFile>> list(
            boolean newestFirst, @Nullable String after, Predicate<StoredFile> wanted) {
        List<String> ids = newestFirst ? everStored.reversed() : Collections.unmodifiableList(everStored);
        int from = after == null ? 0 : ids.indexOf(after) + 1;
        if (after != null && from == 0) {
            return Optional.empty();
        }
        return Optional.of(ids.subList(from, ids.size()).stream()
                .flatMap(id -> find(id).stream())
                .filter(wanted)
                .toList());
    }

    /** Removes the directory with everything in it. */
    @Override
    public void close() {
        try (var entries = Files.list(directory)) {
            entries.forEach(FileStore::erase);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + directory, e);
        }
        erase(directory);
    }

    static void erase(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
