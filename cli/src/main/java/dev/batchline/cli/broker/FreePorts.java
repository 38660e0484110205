package dev.batchline.cli.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds ports on the loopback address that nothing listens on. They lie below the range that systems give to outgoing
 * connections, so that none of those takes a broker's port while it restarts.
 */
final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    /** So many different ports; throws if there are not enough. */
    static List<Integer> find(int count, RandomGenerator random) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; tries < TRIES && ports.size() < count; tries++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new BrokerException(
                    "No free port between " + LOWEST + " and " + HIGHEST + " was found in " + TRIES + " tries.", null);
        }
        return List.copyOf(ports);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
