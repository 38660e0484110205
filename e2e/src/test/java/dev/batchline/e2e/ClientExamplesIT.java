package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of the examples folder, each against an installation: they send a request and print its result, and take
 * nothing for a result that was never committed. A client that is not on this machine is passed over.
 */
class ClientExamplesIT {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final Path NODE = Path.of("target", "examples-node").toAbsolutePath();
    private static final String ABORTED = "never committed";

    @TempDir
    private static Path directory;

    private static Installation installation;

    @BeforeAll
    static void startInstallation() {
        installation = new Installation(
                directory,
                List.of("--speed", "20"),
                List.of("window.linger.ms=500", "poll.interval.min.ms=200", "poll.interval.max.ms=500"));
        installation.startAndAwait(List.of("all"));
    }

    @AfterAll
    static void stopInstallation() {
        installation.close();
    }

    @Test
    void kcat() {
        assumeThat(installed("kcat", "-V")).as("kcat is installed").isTrue();

        printsItsResult("kcat", List.of(EXAMPLES.resolve("kcat.sh").toString()));
    }

    @Test
    void java() {
        printsItsResult(
                "java",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EXAMPLES.resolve("OneRequest.java").toString()));
    }

    @Test
    void node() throws IOException {
        assumeThat(installed("node", "--version") && installed("npm", "--version"))
                .as("node and npm are installed")
                .isTrue();
        for (String file : List.of("package.json", "package-lock.json", "one-request.js")) {
            Files.createDirectories(NODE);
            Files.copy(EXAMPLES.resolve("node").resolve(file), NODE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(NODE.resolve("node_modules").resolve("kafkajs"))) {
            Outcome install = run(List.of("npm", "--prefix", NODE.toString(), "ci", "--no-audit", "--no-fund"), 60);
            assumeThat(install.exitCode())
                    .as("npm can fetch what package-lock.json names: %s", install.output())
                    .isZero();
        }

        printsItsResult("node", List.of("node", NODE.resolve("one-request.js").toString()));
    }

    private static void printsItsResult(String id, List<String> program) {
        abortResult(id);
        List<String> command = new ArrayList<>(program);
        command.add(installation.config().kafka().bootstrapServers());
        command.add(id);

        Outcome outcome = run(command, 90);

        assertThat(outcome.exitCode())
                .as("%s\n%s", outcome, installation.logs())
                .isZero();
        assertThat(outcome.output())
                .contains(id + " {")
                .contains("\"custom_id\":\"" + id + "\"")
                .contains("fp_simulated")
                .doesNotContain(ABORTED);
    }

    /** Puts a record under the key where the result will be, in a transaction that is aborted. */
    private static void abortResult(String id) {
        Map<String, Object> properties =
                new HashMap<>(installation.config().kafka().producerProperties());
        properties.put("transactional.id", "aborted-" + id);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            String topic = installation.config().topics().name(Topic.RESULTS_COMPLETED);
            producer.send(new ProducerRecord<>(topic, id, ABORTED));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static boolean installed(String... command) {
        try {
            return run(List.of(command), 20).exitCode() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static Outcome run(List<String> command, int seconds) {
        try {
            Path output = Files.createTempFile(directory, "client", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new Outcome(ended ? process.exitValue() : -1, Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * What a program did.
     *
     * @param exitCode what it ended with; -1 if it did not end in time
     * @param output what it printed
     */
    private record Outcome(int exitCode, String output) {}
}
