package dev.batchline.dst;

import dev.batchline.runtime.kafka.Partitions;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Somebody who cancels windows, flushes them, and pauses lanes for a while. */
final class Operator {
    private final World world;
    private final TopicNames names;

    Operator(World world, TopicNames names) {
        this.world = world;
        this.names = names;
    }

    /** Plans so many commands. */
    void begin(int commands, Duration within) {
        for (int n = 0; n < commands; n++) {
            world.schedule().in(world.dice().millis(100, (int) within.toMillis()), this::command);
        }
    }

    private void command() {
        List<Window> known = world.watch().windows().known();
        switch (world.dice().between(0, 5)) {
            case 0 -> flush();
            case 1 -> {
                if (!known.isEmpty()) {
                    pause(world.dice().pick(known).facts().lane());
                }
            }
            default -> {
                List<Window> submitted = known.stream()
                        .filter(window -> window.state() instanceof WindowState.Submitted)
                        .toList();
                if (!known.isEmpty()) {
                    boolean any = submitted.isEmpty() || world.dice().chance(0.2);
                    Window window = world.dice().pick(any ? known : submitted);
                    world.watch().covered("operator cancels");
                    send(window.id().partition(), window.id().text(), Command.Action.CANCEL);
                }
            }
        }
    }

    private void flush() {
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            send(partition, Command.EVERY_LANE, Command.Action.FLUSH);
        }
    }

    private void pause(LaneKey lane) {
        int partition = Partitions.ofLane(lane, World.PARTITIONS);
        send(partition, lane.text(), Command.Action.PAUSE);
        world.schedule()
                .in(world.dice().millis(1_000, 20_000), () -> send(partition, lane.text(), Command.Action.RESUME));
    }

    private void send(int partition, String key, Command.Action action) {
        byte[] value = JsonCodec.COMMAND.encode(Command.of(action, world.now()));
        world.kafka()
                .append(
                        new TopicPartition(names.name(Topic.COMMANDS), partition),
                        new ModelRecord.Content(key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders()));
    }
}
