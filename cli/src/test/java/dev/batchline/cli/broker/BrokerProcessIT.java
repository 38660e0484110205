package dev.batchline.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The broker in a process of its own. */
class BrokerProcessIT {
    @Test
    void keepsCommittedRecordsThroughAKillAndARestart() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start()) {
            Records records = new Records(broker.bootstrapServers());
            records.createTopic("t");
            records.send("t", "before");
            assertThat(records.read("t", 1)).containsExactly("before");
            long first = broker.pid();

            broker.kill();
            assertThat(ProcessHandle.of(first).map(ProcessHandle::isAlive)).isNotEqualTo(Optional.of(true));
            broker.restart();

            assertThat(broker.pid()).isNotEqualTo(first);
            records.send("t", "after");
            assertThat(records.read("t", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void endsTheProcessWhenItIsClosed() {
        BrokerProcess broker = BrokerProcess.start();
        ProcessHandle process = ProcessHandle.of(broker.pid()).orElseThrow();

        broker.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(FreePorts.isFree(Integer.parseInt(broker.bootstrapServers().substring("127.0.0.1:".length()))))
                .isTrue();
    }
}
