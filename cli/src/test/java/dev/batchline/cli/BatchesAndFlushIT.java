package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is listed from the topics, and what is asked for on them. */
@Timeout(60)
class BatchesAndFlushIT {
    private static final int PARTITIONS = 6;

    private static CommandsAtBroker cli;

    @BeforeAll
    static void startBroker() {
        cli = CommandsAtBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        cli.close();
    }

    @Test
    void listsWhatIsOnItsWayAndWithAllWhatIsDone() throws Exception {
        assertThat(cli.run("listed.", "topics", "create").exitCode()).isZero();
        Window open = CommandsAtBroker.sealed(1, "m1");
        Window done = CommandsAtBroker.sealed(2, "m2");
        Window aborted = CommandsAtBroker.sealed(3, "m3");
        cli.transaction(
                true,
                List.of(
                        CommandsAtBroker.record("listed.windows", open),
                        CommandsAtBroker.record("listed.windows", done),
                        CommandsAtBroker.join("listed.joins", done)));
        cli.transaction(false, List.of(CommandsAtBroker.record("listed.windows", aborted)));

        Run shown = cli.run("listed.", "batches", "-o", "json");
        JsonNode rows = new ObjectMapper().readTree(shown.out());
        Run all = cli.run("listed.", "batches", "--all", "-o", "csv");

        assertThat(shown.exitCode()).isZero();
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("window").asText()).isEqualTo(open.id().text());
        assertThat(rows.get(0).path("status").asText()).isEqualTo("sealed");
        assertThat(rows.get(0).path("requests").isIntegralNumber()).isTrue();
        assertThat(rows.get(0).path("in_status_seconds").asLong()).isBetween(60L, 600L);
        assertThat(all.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith(done.id().text() + ",,openai,m2,done,"));
        assertThat(cli.run("listed.", "batches", "--all", "--model", "m2", "-o", "csv")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(cli.run("listed.", "batches", "--status", "done,held", "-o", "csv")
                        .out()
                        .lines())
                .hasSize(2);
        Run none = cli.run("listed.", "batches", "--account", "other");
        assertThat(none.out().lines()).hasSize(1);
        assertThat(none.err()).contains("--all shows those that are done");
    }

    @Test
    void saysThatThereAreNoTopics() {
        Run run = cli.run("nowhere.", "batches");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere.windows is not there").contains("topics create");
    }

    @Test
    void asksEveryPartitionToCloseItsWindows() {
        String lane = new LaneKey("openai", "/v1/chat/completions", "m", "24h").text();
        assertThat(cli.run("flush.", "topics", "create").exitCode()).isZero();

        assertThat(cli.run("flush.", "flush", "--all").exitCode()).isZero();
        Run one = cli.run("flush.", "flush", lane);

        assertThat(one.out())
                .isEqualTo("Asked on flush.commands (6 partitions) to close the open window of " + lane + ".\n");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> commands =
                    cli.read(new TopicPartition("flush.commands", partition), 2);
            assertThat(commands)
                    .extracting(command -> new String(command.key(), StandardCharsets.UTF_8))
                    .containsExactly("*", lane);
            assertThat(commands)
                    .extracting(
                            command -> JsonCodec.COMMAND.decode(command.value()).action())
                    .containsOnly(Command.Action.FLUSH);
        }
    }

    @Test
    void asksEveryPartitionToPauseAndToGoOn() {
        String lane = new LaneKey("openai", "/v1/chat/completions", "m", "24h").text();
        assertThat(cli.run("pause.", "topics", "create").exitCode()).isZero();

        Run paused = cli.run("pause.", "pause", lane, "--reason", "too many refusals");
        Run resumed = cli.run("pause.", "resume", "--all");

        assertThat(paused.out())
                .isEqualTo("Asked on pause.commands (6 partitions) to send nothing more of lane " + lane + ".\n");
        assertThat(resumed.out()).isEqualTo("Asked on pause.commands (6 partitions) to go on with every lane.\n");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> commands =
                    cli.read(new TopicPartition("pause.commands", partition), 2);
            assertThat(commands)
                    .extracting(command -> new String(command.key(), StandardCharsets.UTF_8))
                    .containsExactly(lane, "*");
            assertThat(commands)
                    .extracting(
                            command -> JsonCodec.COMMAND.decode(command.value()).action())
                    .containsExactly(Command.Action.PAUSE, Command.Action.RESUME);
            assertThat(JsonCodec.COMMAND.decode(commands.get(0).value()).reason())
                    .isEqualTo("too many refusals");
        }
    }

    @Test
    void saysThatThereIsNoTopicForCommands() {
        Run run = cli.run("nowhere.", "flush", "--all");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere.commands is not there");
    }
}
