package dev.batchline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

/** Which failures of a stream thread end the service. */
class IncurableTest {
    @Test
    void saysWhereARecordOfANewerFormatLies() {
        StreamsException failure = new StreamsException(
                "Exception caught in process. taskId=0_2, processor=p, topic=x.windows, partition=2, offset=7, "
                        + "stacktrace=...",
                newerFormat());

        assertThat(Incurable.sentence("batcher", "x.batcher", failure))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("batcher ends at a record that it cannot read (x.windows, partition 2, offset 7)")
                        .endsWith("Window has format 2, this program reads up to 1: a newer Batchline wrote it, "
                                + "start that one."));
    }

    @Test
    void saysWhatKafkaDoesNotAllow() {
        assertThat(Incurable.sentence("joiner", "x.joiner", GroupAuthorizationException.forGroupId("x.joiner")))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("x.joiner)").contains("kafka-acls.sh"));
        assertThat(Incurable.sentence(
                        "joiner",
                        "x.joiner",
                        new StreamsException(new TopicAuthorizationException(Set.of("x.windows")))))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("x.windows"));
        assertThat(Incurable.sentence("joiner", "x.joiner", new SaslAuthenticationException("wrong password")))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("wrong password"));
    }

    @Test
    void namesTheRulesThatCanBeMissing() {
        assertThat(sentence(GroupAuthorizationException.forGroupId("x.joiner")))
                .contains("--operation Read --group x.joiner;");
        assertThat(sentence(new TopicAuthorizationException(Set.of("x.lanes"))))
                .contains("--operation Read --operation Write --topic x.lanes;");
        assertThat(sentence(new TopicAuthorizationException(Set.of("x.joiner-joins-changelog"))))
                .contains("--topic x.joiner- --resource-pattern-type prefixed;");
        assertThat(sentence(new TransactionalIdAuthorizationException("denied")))
                .contains("--operation Write --transactional-id x.joiner- --resource-pattern-type prefixed;");
        assertThat(sentence(new KafkaException(
                        "Unexpected error in TxnOffsetCommitResponse: " + Errors.TOPIC_AUTHORIZATION_FAILED.message())))
                .contains("--operation Read --topic x.windows;")
                .doesNotContain("x.requests");
    }

    private static String sentence(RuntimeException denied) {
        return Incurable.sentence("joiner", "x.joiner", new StreamsException(denied))
                .orElseThrow();
    }

    @Test
    void leavesOtherFailuresToTheNextThread() {
        assertThat(Incurable.sentence("joiner", "x.joiner", new StreamsException(new RecordTooLargeException("large"))))
                .isEmpty();
        assertThat(Incurable.sentence("joiner", "x.joiner", new IllegalStateException()))
                .isEmpty();
    }

    private static RuntimeException newerFormat() {
        try {
            JsonCodec.WINDOW.decode("{\"v\":2}".getBytes(StandardCharsets.UTF_8));
            throw new AssertionError("it was read");
        } catch (RuntimeException e) {
            return e;
        }
    }
}
