package dev.batchline.runtime.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Topic;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** What the user of a service has to be allowed. */
class ServiceAccessTest {
    @Test
    void isWhatTheCatalogueSays() {
        assertThat(ServiceAccess.onTopic("batcher", Topic.LANES))
                .containsExactlyInAnyOrder(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE);
        assertThat(ServiceAccess.onTopic("joiner", Topic.LANES))
                .containsExactlyInAnyOrder(AclOperation.READ, AclOperation.WRITE);
        assertThat(ServiceAccess.onTopic("poller", Topic.LANES)).isEmpty();
        assertThat(ServiceAccess.onTopic("joiner", Topic.LEDGER)).containsExactly(AclOperation.WRITE);
        assertThat(ServiceAccess.onTopic("joiner", Topic.REPLAYS)).isEmpty();
        assertThat(ServiceAccess.onTopic("replay", Topic.REPLAYS))
                .containsExactlyInAnyOrder(AclOperation.READ, AclOperation.WRITE);
    }

    @Test
    void namesAllThatIsMissingAtOnce() {
        assertThat(ServiceAccess.missing(
                        "poller",
                        List.of(
                                rights(Topic.WINDOWS, AclOperation.DESCRIBE),
                                rights(Topic.LEASES, AclOperation.DESCRIBE, AclOperation.READ),
                                rights(Topic.STATUS, AclOperation.DESCRIBE, AclOperation.WRITE),
                                rights(Topic.LANES, AclOperation.DESCRIBE))))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("Kafka does not allow the user of the poller to write x.leases, read x.windows. ")
                        .contains("--operation Write --topic x.leases;")
                        .contains("--operation Read --topic x.windows;"));
    }

    @Test
    void isNotAskedForWhereABrokerDoesNotSayWhatIsAllowed() {
        assertThat(ServiceAccess.missing("poller", List.of(rights(Topic.WINDOWS))))
                .isEmpty();
    }

    private static ServiceAccess.TopicRights rights(Topic topic, AclOperation... allowed) {
        return new ServiceAccess.TopicRights(topic, topic.name("x."), Set.of(allowed));
    }
}
