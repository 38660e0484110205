package dev.batchline.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Looks again and again at what lies in a directory, and remembers the most. */
public final class DiskWatch implements AutoCloseable {
    private final Path directory;
    private final Thread thread;
    private volatile long most;
    private volatile boolean over;

    /** Begins to look. */
    public DiskWatch(Path directory) {
        this.directory = directory;
        this.thread = Thread.ofPlatform().name("disk-watch").start(this::watch);
    }

    /** The most bytes that lay there at once. */
    public long most() {
        return most;
    }

    private void watch() {
        while (!over) {
            most = Math.max(most, bytes());
        }
    }

    /** What lies there now; files that go away meanwhile are none. */
    private long bytes() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(DiskWatch::bytes).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
