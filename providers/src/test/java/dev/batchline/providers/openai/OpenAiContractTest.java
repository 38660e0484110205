package dev.batchline.providers.openai;

import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.AccountConnection.Credentials;
import dev.batchline.providers.AccountConnection.Network;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.ProviderContract;
import dev.batchline.providers.Providers;
import dev.batchline.simulator.SimulatedTime;
import dev.batchline.simulator.Simulator;
import dev.batchline.simulator.SimulatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAI adapter keeps the contract against the simulator. */
class OpenAiContractTest extends ProviderContract {
    @TempDir
    private Path data;

    private Simulator simulator;

    @Override
    protected BatchProvider connect(boolean rightKey) {
        if (simulator == null) {
            simulator = Simulator.start(
                    SimulatorConfig.builder(SimulatedTime.stepped(Instant.parse("2026-11-21T10:00:00Z")))
                            .apiKey(Accounts.KEY)
                            .dataDirectory(data)
                            .build());
        }
        Credentials credentials = new Credentials(rightKey ? Accounts.KEY : "sk-other", null, null);
        return Providers.connect(
                new AccountConnection("main", type(), simulator.baseUrl(), credentials, Network.DIRECT));
    }

    @Override
    protected void finishBatches() {
        simulator.advance(Duration.ofHours(1));
    }

    @Override
    protected void stop() {
        simulator.close();
        simulator = null;
    }

    @Override
    protected String type() {
        return "openai";
    }
}
