package dev.batchline.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker in this process. */
class EmbeddedBrokerIT {
    @TempDir
    private Path dir;

    @Test
    void showsCommittedTransactionsOnly() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Records records = new Records(broker.bootstrapServers());
            records.createTopic("t");
            records.send("t", "a", "b");
            records.sendAndAbort("t", "lost");
            records.send("t", "c");

            assertThat(records.read("t", 3)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void letsTransactionsUseTheirNewestForm() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            assertThat(new Records(broker.bootstrapServers()).feature("transaction.version"))
                    .isEqualTo((short) 2);
        }
    }

    @Test
    void leavesNothingBehind() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        BrokerHome home = BrokerHome.inTemporaryDirectory();
        home.leave();
        EmbeddedBroker broker = EmbeddedBroker.start();
        int port = Integer.parseInt(broker.bootstrapServers().substring("127.0.0.1:".length()));
        assertThat(FreePorts.isFree(port)).isFalse();

        broker.close();

        assertThat(FreePorts.isFree(port)).isTrue();
        assertThat(home.dir()).doesNotExist();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(namesOfNewThreads(before)).isEmpty());
    }

    @Test
    void findsItsDataAgain() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            Records records = new Records(broker.bootstrapServers());
            records.createTopic("t");
            records.send("t", "kept");
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            assertThat(new Records(broker.bootstrapServers()).read("t", 1)).containsExactly("kept");
        }
        assertThat(Files.isDirectory(dir)).isTrue();
    }

    private static List<String> namesOfNewThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> !name.startsWith("Attach") && !name.startsWith("process reaper"))
                // Kafka's registry of broker metrics is one for the process; its daemon threads stay.
                .filter(name -> !name.startsWith("metrics-meter-tick-thread"))
                .filter(name -> !name.startsWith("awaitility") && !name.startsWith("ForkJoinPool"))
                .sorted()
                .collect(Collectors.toList());
    }
}
