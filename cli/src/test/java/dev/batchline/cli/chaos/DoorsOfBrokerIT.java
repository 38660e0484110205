package dev.batchline.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.cli.broker.BrokerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker behind doors: each client goes through its own and never past it. */
class DoorsOfBrokerIT {
    @TempDir
    private Path directory;

    @Test
    void clientsStayBehindTheirDoors() throws Exception {
        try (BrokerDoor first = new BrokerDoor();
                BrokerDoor second = new BrokerDoor();
                BrokerProcess broker = BrokerProcess.startBehind(directory, List.of(first.port(), second.port()))) {
            first.leadTo(broker.portsBehind().get(0));
            second.leadTo(broker.portsBehind().get(1));
            try (Admin one = admin(first);
                    Admin other = admin(second)) {
                one.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
                assertThat(other.listTopics().names().get()).containsExactly("t");

                first.shut();
                assertThatThrownBy(() -> one.listTopics().names().get()).isInstanceOf(ExecutionException.class);
                assertThat(other.listTopics().names().get()).containsExactly("t");

                first.open();
                assertThat(one.listTopics().names().get()).containsExactly("t");
            }
        }
    }

    private static Admin admin(BrokerDoor door) {
        return Admin.create(Map.of(
                "bootstrap.servers", "127.0.0.1:" + door.port(),
                "default.api.timeout.ms", "4000",
                "request.timeout.ms", "2000"));
    }
}
