package dev.batchline.dst;

import dev.batchline.runtime.kafka.Partitions;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Somebody who cancels windows and the requests of tenants, flushes windows, and pauses lanes for a while. */
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
        switch (world.dice().between(0, 8)) {
            case 0 -> flush();
            case 6, 7, 8 -> cancelItems(known);
            case 1 -> {
                if (!known.isEmpty()) {
                    pause(world.dice().pick(known).facts().lane());
                }
            }
            default -> {
                List<Window> submitted = submitted(known);
                if (!known.isEmpty()) {
                    boolean any = submitted.isEmpty() || world.dice().chance(0.2);
                    Window window = world.dice().pick(any ? known : submitted);
                    world.watch().covered("operator cancels");
                    world.watch().cancels().asked(window.id().text());
                    send(window.id().partition(), window.id().text(), Command.Action.CANCEL);
                }
            }
        }
    }

    /** Gives up what one tenant has sent until now, and now and then every batch as overdue just after that. */
    private void cancelItems(List<Window> known) {
        Dice dice = world.dice();
        String key = known.isEmpty() || dice.chance(0.7)
                ? Command.EVERY_LANE
                : dice.pick(known).facts().lane().text();
        Selection selection = new Selection(Requests.tenant(dice.between(0, Requests.TENANTS - 1)), null, ends());
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            long offset = send(partition, key, Command.cancelItems(selection, null, world.now()));
            world.watch().cancels().asked(key, selection, partition, offset);
        }
        if (dice.chance(0.2)) {
            world.schedule().in(dice.millis(0, 4_000), this::endBatches);
        }
    }

    private void endBatches() {
        for (Window window : submitted(world.watch().windows().known())) {
            String batch = ((WindowState.Submitted) window.state()).batchId();
            Command command = Command.cancelBatch(batch, null, "overdue", world.now());
            send(window.id().partition(), window.id().text(), command);
        }
    }

    private List<Selection.End> ends() {
        List<Long> ends = IntStream.range(0, World.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(names.requests().getFirst(), partition))
                .map(requests -> world.kafka().log(requests).end())
                .toList();
        return List.of(new Selection.End(Requests.TOPIC_ID, ends));
    }

    private static List<Window> submitted(List<Window> windows) {
        return windows.stream()
                .filter(window -> window.state() instanceof WindowState.Submitted)
                .toList();
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
        send(partition, key, Command.of(action, world.now()));
    }

    private long send(int partition, String key, Command command) {
        byte[] value = JsonCodec.COMMAND.encode(command);
        return world.kafka()
                .append(
                        new TopicPartition(names.name(Topic.COMMANDS), partition),
                        new ModelRecord.Content(key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders()));
    }
}
