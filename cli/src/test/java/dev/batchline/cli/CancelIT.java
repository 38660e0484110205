package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for when windows are to be cancelled, and what is said before. */
@Timeout(60)
class CancelIT {
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
    void showsWhatWouldHappenAndDoesItWhenToldTo() throws Exception {
        assertThat(cli.run("named.", "topics", "create").exitCode()).isZero();
        Window sealed = CommandsAtBroker.sealed(1, "m1");
        Window running = submitted(CommandsAtBroker.sealed(2, "m2"), "batch_2");
        Window done = CommandsAtBroker.sealed(3, "m3");
        cli.transaction(
                true,
                List.of(
                        CommandsAtBroker.record("named.windows", sealed),
                        CommandsAtBroker.record("named.windows", running),
                        CommandsAtBroker.record("named.windows", done),
                        CommandsAtBroker.join("named.joins", done)));
        String[] chosen = {
            "cancel",
            sealed.id().text(),
            "batch_2",
            done.id().text(),
            "-o",
            "json",
            "--reason",
            "wrong prompt",
            "--execute"
        };

        Run shown = cli.run("named.", List.of(chosen).subList(0, 6).toArray(String[]::new));
        Run executed = cli.run("named.", chosen);

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).isEqualTo("Nothing is done yet. With --execute it cancels 2 windows.\n");
        JsonNode rows = new ObjectMapper().readTree(shown.out());
        assertThat(rows)
                .extracting(row -> row.path("what_happens").asText())
                .containsExactly(
                        "dropped, not yet at the provider",
                        "cancelled at the provider; what is done by then is published and paid",
                        "left: done already");
        assertThat(executed.out()).isEqualTo(shown.out());
        assertThat(executed.err()).startsWith("Asked on named.commands (6 partitions) to cancel 2 windows;");
        for (Window window : List.of(sealed, running)) {
            ConsumerRecord<byte[], byte[]> record = cli.read(
                            new TopicPartition("named.commands", window.id().partition()), 1)
                    .getFirst();
            Command command = JsonCodec.COMMAND.decode(record.value());
            assertThat(new String(record.key(), StandardCharsets.UTF_8))
                    .isEqualTo(window.id().text());
            assertThat(record.offset()).as("the dry run sent nothing").isZero();
            assertThat(command.action()).isEqualTo(Command.Action.CANCEL);
            assertThat(command.reason()).isEqualTo("wrong prompt");
        }
    }

    @Test
    void cancelsNothingIfANameIsUnknown() {
        assertThat(cli.run("unknown.", "topics", "create").exitCode()).isZero();

        Run run = cli.run("unknown.", "cancel", "batch_9", "--execute");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("No topic tells of batch_9, and nothing was cancelled");
    }

    @Test
    void asksEveryPartitionToEndALane() {
        assertThat(cli.run("lane.", "topics", "create").exitCode()).isZero();
        Window sealed = CommandsAtBroker.sealed(1, "m1");
        String lane = sealed.facts().lane().text();
        cli.transaction(true, List.of(CommandsAtBroker.record("lane.windows", sealed)));

        Run shown = cli.run("lane.", "cancel", "--lane", lane);
        Run executed = cli.run("lane.", "cancel", "--lane", lane, "--execute");

        assertThat(shown.out()).contains(sealed.id().text());
        assertThat(shown.err()).contains("1 window of lane " + lane).contains("still take requests");
        assertThat(executed.exitCode()).isZero();
        for (int partition = 0; partition < 6; partition++) {
            assertThat(cli.read(new TopicPartition("lane.commands", partition), 1))
                    .singleElement()
                    .satisfies(record -> assertThat(new String(record.key(), StandardCharsets.UTF_8))
                            .isEqualTo(lane));
        }
    }

    private static Window submitted(Window sealed, String batch) {
        Instant now = Instant.now();
        return sealed.to(((WindowState.Sealed) sealed.state())
                .uploaded("file", "life", now)
                .submitted(batch, SubmittedHow.CREATED, now));
    }
}
