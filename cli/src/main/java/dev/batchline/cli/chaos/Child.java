package dev.batchline.cli.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A command of this program in a process of its own, which ends with this process. What it prints comes through a pipe
 * and is written to a file here, so that a child whose disk is full still tells.
 */
final class Child {
    private static final String MAIN = "dev.batchline.cli.Batchline";
    private static final List<String> SMALL = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:-UsePerfData",
            "-Dlogback.configurationFile=logback.xml",
            "-XX:+ExitOnOutOfMemoryError");

    private final Process process;
    private final Thread reader;
    private final Thread atExit;

    private Child(Process process, Thread reader) {
        this.process = process;
        this.reader = reader;
        this.atExit = new Thread(process::destroyForcibly, "child-exit");
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Starts a command.
     *
     * @param log its output is added here
     * @param megabytes its heap
     * @param onLine sees each line of its output
     */
    static Child start(Path log, int megabytes, List<String> arguments, Consumer<String> onLine) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.add("-Xmx" + megabytes + "m");
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread reader = Thread.ofVirtual().start(() -> copy(process, log, onLine));
            return new Child(process, reader);
        } catch (IOException e) {
            throw new UncheckedIOException("a process cannot be started", e);
        }
    }

    private static void copy(Process process, Path log, Consumer<String> onLine) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                Writer writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String line = lines.readLine();
            while (line != null) {
                writer.write(line + System.lineSeparator());
                writer.flush();
                onLine.accept(line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // It was killed in the middle of a line.
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int exitValue() {
        return process.exitValue();
    }

    /** Ends it with SIGKILL; returns when it is gone and everything it printed was read. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook runs.
        }
    }

    /** Ends it with SIGTERM, and with SIGKILL if it takes too long; whether it ended by itself. */
    boolean terminate(int seconds) throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        kill();
        return ended;
    }

    /** Stands still until {@link #thaw}, as a machine that is suspended. */
    void freeze() throws InterruptedException {
        Tool.run("kill", "-STOP", Long.toString(pid()));
    }

    void thaw() throws InterruptedException {
        Tool.run("kill", "-CONT", Long.toString(pid()));
    }

    /** From now on no write to a file goes beyond so many bytes of it. */
    void limitFiles(int bytes) throws InterruptedException {
        Tool.run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes + ":unlimited");
    }

    void unlimitFiles() throws InterruptedException {
        Tool.run("prlimit", "--pid", Long.toString(pid()), "--fsize=unlimited:unlimited");
    }
}
