package dev.batchline.cli.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * The broker of {@link EmbeddedBroker} in a process of its own, which can be killed and started again on the same data
 * and the same port. It ends with this process.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** It lives for minutes: what the JVM would spend on its best code does not come back. */
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final BrokerHome home;
    private final Thread atExit = new Thread(this::destroy, "broker-process-exit");
    private Process process;

    private BrokerProcess(BrokerHome home) {
        this.home = home;
        home.format();
        process = launch();
        Runtime.getRuntime().addShutdownHook(atExit);
        awaitReady();
    }

    /** Starts a broker whose data goes with it; returns when it takes requests. */
    public static BrokerProcess start() {
        return new BrokerProcess(BrokerHome.inTemporaryDirectory());
    }

    /** Starts a broker on a directory that is kept, and that may hold its data from before. */
    public static BrokerProcess start(Path dir) {
        return new BrokerProcess(BrokerHome.in(dir));
    }

    /**
     * Starts a broker that listens on a further port for each of these ports, and tells clients that come there that it
     * is at that one: something that stands before it listens there.
     */
    public static BrokerProcess startBehind(Path dir, List<Integer> advertised) {
        return new BrokerProcess(BrokerHome.in(dir, advertised));
    }

    /** The further ports on which it listens, in the order of those it tells. */
    public List<Integer> portsBehind() {
        return home.doors().stream().map(BrokerHome.Door::port).toList();
    }

    /** What clients set as {@code bootstrap.servers}; the same after a restart. */
    public String bootstrapServers() {
        return home.bootstrapServers();
    }

    /** The broker's process id. */
    public long pid() {
        return process.pid();
    }

    /**
     * Ends the broker with SIGKILL, without a shutdown; returns when it is gone. A transaction that was committed
     * just before, and whose marker is not in its partition yet, may hang after the restart (seen with Kafka 4.3.1
     * in about one of ten kills): readers of committed records stop before it.
     */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops the broker if it runs, in good order, and starts it again; returns when it takes requests. */
    public void restart() {
        stop();
        process = launch();
        awaitReady();
    }

    /** Stops the broker in good order. */
    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
        home.leave();
    }

    private void stop() {
        process.destroy();
        awaitExit();
    }

    private void destroy() {
        process.destroyForcibly();
    }

    private Process launch() {
        Path properties = home.dir().resolve("server.properties");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (Writer writer = Files.newBufferedWriter(properties, StandardCharsets.UTF_8)) {
            Properties values = new Properties();
            values.putAll(home.properties());
            // A killed broker is let in again when its old session has run out.
            values.put("broker.session.timeout.ms", "4000");
            values.put("broker.heartbeat.interval.ms", "500");
            values.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(JVM);
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "kafka.Kafka", properties.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BrokerException("The broker's process could not be started with " + java + ".", e);
        }
    }

    private Path log() {
        return home.dir().resolve("broker.log");
    }

    /** Waits for the first answer; the admin client repeats its question until its own time-out. */
    private void awaitReady() {
        Map<String, Object> properties = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, home.bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(START_TIMEOUT.toMillis()));
        try (Admin admin = Admin.create(properties)) {
            CompletableFuture<Node> answer =
                    admin.describeCluster().controller().toCompletionStage().toCompletableFuture();
            CompletableFuture.anyOf(answer, process.onExit()).get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw notStarted(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(e);
        }
        if (!process.isAlive()) {
            throw notStarted(null);
        }
    }

    private BrokerException notStarted(@Nullable Exception cause) {
        String output;
        try {
            List<String> lines = Files.readAllLines(log());
            output = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            output = "(no output)";
        }
        destroy();
        return new BrokerException(
                "The broker's process at " + home.bootstrapServers() + " did not start. It said:\n" + output, cause);
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
