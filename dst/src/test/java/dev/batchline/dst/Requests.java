package dev.batchline.dst;

import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The users of a run: they send requests, some of them twice under one name, some of them wrong. */
final class Requests {
    /** Kafka's id of the topic of requests. */
    static final String TOPIC_ID = "id-of-requests";

    /** How many send. */
    static final int TENANTS = 3;

    private final World world;
    private final Scenario scenario;
    private final TopicNames names;
    private int sent;

    Requests(World world, Scenario scenario, TopicNames names) {
        this.world = world;
        this.scenario = scenario;
        this.names = names;
    }

    /** Whose a request is. */
    static String tenant(int mark) {
        return "t" + mark % TENANTS;
    }

    /** What a request has in the lanes topic that tells whose it is and where it came from. */
    static List<Header> headers(int mark, int partition, long offset) {
        return List.of(
                Header.of(Headers.TENANT, tenant(mark)),
                Header.of(Headers.SOURCE_TOPIC_ID, TOPIC_ID),
                Header.of(Headers.SOURCE_PARTITION, Integer.toString(partition)),
                Header.of(Headers.SOURCE_OFFSET, Long.toString(offset)));
    }

    /** Whether all were sent. */
    boolean allSent() {
        return sent == scenario.requests();
    }

    /** Plans when they are sent. */
    void begin() {
        int most = (int) scenario.sendingFor().toMillis();
        for (int mark = 0; mark < scenario.requests(); mark++) {
            int number = mark;
            world.schedule().in(Duration.ofMillis(world.dice().between(0, most)), () -> send(number));
        }
    }

    private void send(int mark) {
        Dice dice = world.dice();
        String customId = mark > 0 && dice.chance(0.15) ? "c-" + dice.between(0, mark) : "c-" + mark;
        String model = "m" + dice.between(1, scenario.lanes());
        String text =
                "{\"custom_id\":\"" + customId + "\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"" + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"mark-" + mark + " "
                        + "x".repeat(dice.between(0, 60))
                        + "\"}]}}";
        String wrong = null;
        if (dice.chance(0.02)) {
            wrong = "{\"custom_id\":\"" + customId + "\",\"body\":1}";
        } else if (dice.chance(0.02)) {
            wrong = text.replace("mark-" + mark, "mark-" + mark + " " + "y".repeat(World.REQUEST_MAX_BYTES + 80_000));
        }
        TopicPartition partition =
                new TopicPartition(names.requests().getFirst(), dice.between(0, World.PARTITIONS - 1));
        // The mark is known before the record is, since whoever watches hears of the record at once.
        long offset = world.kafka().log(partition).end();
        world.watch().requests().sent(mark, wrong == null ? customId : null, partition, offset);
        sent++;
        world.kafka()
                .append(
                        partition,
                        new ModelRecord.Content(
                                null,
                                (wrong == null ? text : wrong).getBytes(StandardCharsets.UTF_8),
                                new RecordHeaders()
                                        .add(Headers.TENANT, tenant(mark).getBytes(StandardCharsets.UTF_8))));
    }
}
