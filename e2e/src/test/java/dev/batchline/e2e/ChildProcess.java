package dev.batchline.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A command of the program in a JVM of its own, usually on this test's class path; its output goes to a file. */
final class ChildProcess implements AutoCloseable {
    private static final String MAIN = "dev.batchline.cli.Batchline";

    private final Path output;
    private final int before;
    private final Process process;

    private ChildProcess(Path output, int before, Process process) {
        this.output = output;
        this.before = before;
        this.process = process;
    }

    /** Starts a command; its output is added to a file that is named after it. */
    static ChildProcess start(Path directory, String name, List<String> jvm, List<String> arguments) {
        return start(directory, name, System.getProperty("java.class.path"), jvm, arguments);
    }

    /** Starts a command of the program on another class path. */
    static ChildProcess start(Path directory, String name, String program, List<String> jvm, List<String> arguments) {
        Path output = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        String classPath = withoutTests(program);
        command.addAll(sharedClasses(classPath));
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath, MAIN));
        command.addAll(arguments);
        int before = text(output).length();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new ChildProcess(output, before, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVM keeps no archive of classes for a class path with folders in it. */
    private static String withoutTests(String program) {
        return Arrays.stream(program.split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The first process that ends in good order leaves its classes, loaded, for those that start after it. */
    private static List<String> sharedClasses(String classPath) {
        Path archive = Path.of("target", "classes-" + Integer.toHexString(classPath.hashCode()) + ".jsa");
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive.toAbsolutePath(),
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }

    /** Waits until its output has a line that matches, and gives the first group. */
    String await(Pattern pattern) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher matcher = pattern.matcher(text());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        found -> !found.isEmpty());
    }

    /** What it has printed. */
    String text() {
        return text(output).substring(before);
    }

    private static String text(Path output) {
        try {
            return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many files and sockets it has open; 0 where that cannot be seen. */
    long openFiles() {
        String[] open =
                Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        return open == null ? 0 : open.length;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends SIGTERM and does not wait. */
    void askToEnd() {
        process.destroy();
    }

    /** Ends it with SIGTERM; gives its exit code. */
    int terminate() {
        askToEnd();
        return exitCode();
    }

    /** Stands still until {@link #thaw}, as a machine that is suspended. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end; gives its exit code. */
    int exitCode() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end within a minute; it printed:\n" + text());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
