package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.broker.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of the operations page does what it is asked to, against a broker with an installation's topics. */
@Timeout(60)
class OperationsPageIT {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static Path patch;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        assertThat(run(List.of("topics", "create")).exitCode()).isZero();
        new Records(broker.bootstrapServers())
                .send("batch.dead-letters", "{\"custom_id\":\"a\",\"url\":\"/v1/x\",\"body\":{\"model\":\"m\"}}");
        patch = Files.writeString(directory.resolve("patch.json"), "{\"body\":{\"max_tokens\":2000}}");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dead letters", "Replay"})
    void canBeTypedAsItStands(String section) throws Exception {
        List<List<String>> commands = OperationsPage.commands(section);

        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            Run run = run(command);
            assertThat(run.exitCode()).as(run.err()).isZero();
        });
    }

    private static Run run(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.replaceAll(word -> word.equals("patch.json") ? patch.toString() : word);
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
        return Run.of(all.toArray(new String[0]));
    }
}
