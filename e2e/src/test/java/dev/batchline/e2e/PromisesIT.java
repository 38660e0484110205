package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.guarantees.EveryRequestEndsOnce;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation that is closed is held to every promise, asked for or not; a test can give one up. */
class PromisesIT {
    @TempDir
    private Path directory;

    @Test
    void areLookedAtWhenAnInstallationIsClosed() throws Exception {
        Installation installation = new Installation(directory, List.of(), List.of("partitions=1"));
        publishWhatNobodyAskedFor(installation);

        assertThatThrownBy(installation::assertGuarantees).hasStackTraceContaining("Every request ends once");
        assertThatThrownBy(installation::close).hasStackTraceContaining("Every request ends once");
    }

    @Test
    void areGivenUpOnlyByName() throws Exception {
        Installation installation = new Installation(directory, List.of(), List.of("partitions=1"))
                .relax(EveryRequestEndsOnce.class, "the test writes a result itself");
        publishWhatNobodyAskedFor(installation);

        assertThatCode(installation::close).doesNotThrowAnyException();
    }

    private static void publishWhatNobodyAskedFor(Installation installation) throws Exception {
        String topic = installation.config().topics().name(Topic.RESULTS_COMPLETED);
        byte[] value = "{}".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                installation.config().kafka().producerProperties(),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value, value)).get();
        }
    }
}
