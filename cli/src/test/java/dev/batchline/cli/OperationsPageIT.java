package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of the operations page does what it is asked to, against a broker with an installation's topics. */
@Timeout(60)
class OperationsPageIT {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        assertThat(run(List.of("topics", "create")).exitCode()).isZero();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cancel what a tenant or a job has sent", "Dead letters"})
    void canBeTypedAsItStands(String section) throws Exception {
        List<List<String>> commands = OperationsPage.commands(section);

        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            Run run = run(command);
            assertThat(run.exitCode()).as(run.err()).isZero();
        });
    }

    private static Run run(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
        return Run.of(all.toArray(new String[0]));
    }
}
