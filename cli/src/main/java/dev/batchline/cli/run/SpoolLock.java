package dev.batchline.cli.run;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A process's claim on a directory: it ends with the process, however that ends. */
final class SpoolLock implements AutoCloseable {
    private final FileChannel channel;

    private SpoolLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Claims a directory, which is made if it is not there. */
    static SpoolLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new CommandException(
                        ExitCodes.NEEDS_YOU,
                        "The directory " + directory
                                + " is in use by another process. One process works in a directory:"
                                + " give this one another with --override spool.dir=...");
            }
            return new SpoolLock(channel);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.NEEDS_YOU,
                    "The directory " + directory + " cannot be used (" + e
                            + "). Set spool.dir to one that can be written.",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of a spool directory cannot be given up", e);
        }
    }
}
