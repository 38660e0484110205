package dev.batchline.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.runtime.config.HttpSettings;
import dev.batchline.runtime.operations.HealthReport;
import dev.batchline.runtime.operations.OperationsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which port health and metrics get. */
class OperationsEndpointTest {
    private static final String HOST = "127.0.0.1";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void takesAFreePortWhenNobodyAskedForTheOneThatIsTaken() throws IOException {
        try (ServerSocket taken = taken();
                OperationsServer server = open(new HttpSettings(HOST, taken.getLocalPort(), false))) {
            assertThat(server.port()).isPositive().isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void saysWhatToDoWhenThePortThatWasAskedForIsTaken() throws IOException {
        try (ServerSocket taken = taken()) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> open(new HttpSettings(HOST, port, true)))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCodes.NEEDS_YOU))
                    .hasMessageContaining(HOST + ":" + port)
                    .hasMessageContaining("Set http.port to another port, or to 0");
        }
    }

    @Test
    void refusesAHostThatIsNotThisMachine() {
        for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
            assertThatThrownBy(() -> open(new HttpSettings(host, 0, false)))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(host)
                    .hasMessageContaining("http.host has to be an address of this machine");
        }
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }

    private OperationsServer open(HttpSettings http) {
        return OperationsEndpoint.open(http, () -> new HealthReport(Map.of(), List.of()), meters);
    }
}
