package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.Batchline;
import dev.batchline.cli.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does about a job that is wrong, by the commands alone: look, hold back, stop, go on. */
class OperatorIT {
    private static final List<String> SETTINGS = List.of(
            "partitions=1",
            "window.linger.ms=1000",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=500",
            "create.grace.ms=3000");

    @TempDir
    private Path directory;

    private Installation installation;

    @Test
    void stopsALaneAndGoesOnWithIt() throws Exception {
        Requests first = Requests.of("wrong", 6);
        Requests waiting = first.next(3);
        String lane = first.lane().text();
        try (Installation started =
                new Installation(directory, List.of("--speed", "100", "--stick-batch", "1"), SETTINGS)) {
            installation = started;
            installation.startAndAwait(Installation.SERVICES);

            send(first);
            await(() -> job().path("windows").path(0).path("status").asText().equals("in_progress"));
            JsonNode found = json("find", "wrong-0").get(0);
            assertThat(found.path("status").asText()).isEqualTo("in_progress");
            assertThat(found.path("outcome").asText()).isEmpty();
            String batch = found.path("batch").asText();
            assertThat(json("cancel", batch).get(0).path("what_happens").asText())
                    .startsWith("cancelled at the provider");

            run(0, "pause", lane);
            send(waiting);
            await(() -> json("batches", "--status", "sealed").size() == 1);
            assertThat(job().path("waiting").asLong()).isEqualTo(3);
            await(() -> json("lanes", lane).at("/0/closed/sealed/requests").asLong() == 3);
            assertThat(json("lanes", lane).at("/0/why"))
                    .extracting(why -> why.path("reason").asText())
                    .containsExactly("paused", "at_provider");
            run(1, "find", "nobody");

            assertThat(json("cancel", "--lane", lane, "--execute")).hasSize(2);
            await(() -> job().path("answer").asText().startsWith("done"));
            assertThat(job().path("sent").asLong()).isEqualTo(9);
            assertThat(json("find", "wrong-7"))
                    .extracting(row -> row.path("outcome").asText())
                    .containsExactlyInAnyOrder("failed: batch_cancelled", "dead letter: batch_cancelled");

            run(0, "resume", lane);
            send(waiting.next(1));
            await(() -> job().path("sent").asLong() == 10
                    && job().path("answer").asText().startsWith("done"));
            assertThat(json("find", "wrong-9").get(0).path("outcome").asText()).isEqualTo("completed");

            givesUpWhatOneTenantSent(waiting.next(1).next(2), lane);

            long before = job().path("sent").asLong();
            JsonNode replayed = json("replay", "--code", "batch_cancelled", "--custom-id", "wrong-7", "--execute");
            assertThat(replayed.get(0).path("count").asLong()).isEqualTo(1);
            await(() -> job().path("sent").asLong() == before + 1
                    && job().path("answer").asText().startsWith("done"));
            assertThat(json("find", "wrong-7"))
                    .extracting(row -> row.path("outcome").asText())
                    .containsExactlyInAnyOrder("completed", "failed: batch_cancelled", "dead letter: batch_cancelled");
        }
    }

    /** The window that holds both tenants' requests waits, so that it has no batch. */
    private void givesUpWhatOneTenantSent(Requests unwanted, String lane) throws Exception {
        run(0, "pause", lane);
        installation.send(unwanted, "acme");
        installation.send(unwanted.next(2), "other");
        await(() -> json("batches", "--status", "sealed").size() == 1);
        String window =
                json("batches", "--status", "sealed").get(0).path("window").asText();
        run(0, "cancel", "--tenant", "acme", "--execute");
        await(() -> tenant("acme").path("answer").asText().startsWith("done"));
        assertThat(tenant("acme").path("failed").asLong()).isEqualTo(2);
        assertThat(json("find", "wrong-10"))
                .extracting(row -> row.path("outcome").asText())
                .contains("dead letter: batch_cancelled");

        run(0, "resume", lane);
        await(() -> tenant("other").path("answer").asText().equals("done"));
        assertThat(tenant("other").path("completed").asLong()).isEqualTo(2);
        JsonNode other = json("find", "wrong-12").get(0);
        assertThat(other.path("attempt").asText()).isEqualTo("1");
        assertThat(other.path("window").asText()).isNotEqualTo(window);
    }

    private JsonNode tenant(String name) throws Exception {
        return json("batches", "--tenant", name).get(0);
    }

    private JsonNode job() throws Exception {
        return json("batches", "--job", "backfill-7").get(0);
    }

    private void send(Requests requests) throws Exception {
        Path file = directory.resolve("requests.jsonl");
        Files.writeString(
                file,
                requests.lines()
                        .map(line -> new String(line, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("\n", "", "\n")));
        run(0, "send", file.toString(), "--job", "backfill-7");
    }

    private JsonNode json(String... words) throws Exception {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "-o";
        all[words.length + 1] = "json";
        return new ObjectMapper().readTree(run(0, all));
    }

    private String run(int exitCode, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        installation.settings().forEach(setting -> arguments.addAll(List.of("--override", setting)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(Batchline.execute(shell, arguments.toArray(String[]::new)))
                .as("%s: %s", arguments, err)
                .isEqualTo(exitCode);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(300))
                .failFast("a service ended by itself", installation::anyDead)
                .until(condition);
    }
}
