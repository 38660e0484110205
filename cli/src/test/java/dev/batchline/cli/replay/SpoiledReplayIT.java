package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.letters.FilterOptions;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A patch fits what a replay was about to send, and not what it sends instead after another replay was faster. */
@Timeout(60)
class SpoiledReplayIT {
    @Test
    void saysHowToGoOnAfterAnotherReplayTookWhatThePatchFits() {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            ReplayedLetters letters = ReplayedLetters.create(broker, "spoiled.");
            ProducerRecord<byte[], byte[]> fits = letters.letter("fits", "code");
            ProducerRecord<byte[], byte[]> spoiled = letters.letter("spoiled", "code");
            String twice =
                    ReplayedLetters.request("spoiled").replace("\"max_tokens\"", "\"x\":1,\"x\":2,\"max_tokens\"");
            letters.write(List.of(
                    new ProducerRecord<>(fits.topic(), 0, fits.key(), fits.value(), fits.headers()),
                    new ProducerRecord<>(
                            spoiled.topic(), 0, spoiled.key(), ReplayedLetters.utf8(twice), spoiled.headers())));
            BatchlineConfig config = letters.config();

            Throwable ended = catchThrowable(() -> new ReplayRun(config, order(config), said -> {}, 10)
                    .execute(
                            own -> {
                                assertThat(letters.replay("--limit", "1", "--name", "other")
                                                .exitCode())
                                        .isZero();
                                return Outbox.producer(own);
                            },
                            new NoStop()));

            assertThat(ended)
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            end -> assertThat(end.exitCode()).isEqualTo(ExitCodes.USAGE))
                    .hasMessageContaining("--patch does not fit the dead letter at spoiled.dead-letters-0@1: a name")
                    .hasMessageContaining("Replay patched stopped after 0 requests")
                    .hasMessageContaining("give the replay another --name");
            assertThat(letters.sent()).containsOnlyKeys("fits").containsValue(1);
        }
    }

    private static ReplayOrder order(BatchlineConfig config) {
        String topic = config.topics().name(Topic.DEAD_LETTERS);
        FilterOptions all = new FilterOptions();
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            return new ReplayOrder(
                    "patched",
                    new ReplayOrder.Letters(topic, topics.topicId(topic)),
                    new ReplayOrder.Choosing(all::filter, all.text()),
                    new ReplayOrder.Change(
                            null, MergePatch.parse(ReplayedLetters.utf8("{\"body\":{\"max_tokens\":7}}"))),
                    false,
                    new ReplayOrder.Sending(1, null));
        }
    }
}
