package dev.batchline.cli.run;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.runtime.config.HttpSettings;
import dev.batchline.runtime.operations.HealthReport;
import dev.batchline.runtime.operations.OperationsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the process's place for health and metrics. */
final class OperationsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(OperationsEndpoint.class);

    private OperationsEndpoint() {}

    /**
     * Opens it as the settings say. A port that nobody asked for gives way to a free one, so that several processes run
     * beside each other on one machine; one that somebody asked for has to be free.
     */
    static OperationsServer open(HttpSettings http, Supplier<HealthReport> health, PrometheusMeterRegistry meters) {
        OperationsServer server;
        try {
            server = listen(http, http.port(), health, meters);
        } catch (IOException e) {
            if (http.portIsSet()) {
                throw refused(http, e);
            }
            server = listenAnywhere(http, health, meters);
        }
        LOG.atInfo()
                .addKeyValue("host", http.host())
                .addKeyValue("port", server.port())
                .log("Health and metrics are served");
        return server;
    }

    private static OperationsServer listenAnywhere(
            HttpSettings http, Supplier<HealthReport> health, PrometheusMeterRegistry meters) {
        try {
            return listen(http, 0, health, meters);
        } catch (IOException e) {
            throw refused(http, e);
        }
    }

    private static OperationsServer listen(
            HttpSettings http, int port, Supplier<HealthReport> health, PrometheusMeterRegistry meters)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(http.host(), port);
        if (address.isUnresolved()) {
            throw new IOException("no such host");
        }
        return OperationsServer.start(address, health, meters);
    }

    private static CommandException refused(HttpSettings http, IOException cause) {
        return new CommandException(
                ExitCodes.NEEDS_YOU,
                "Health and metrics cannot be served at " + http.host() + ":" + http.port() + " (" + cause.getMessage()
                        + "). Set http.port to another port, or to 0 for any free one; http.host has to be an address"
                        + " of this machine.",
                cause);
    }
}
