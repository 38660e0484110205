package dev.batchline.cli.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;

/**
 * Where a broker of our own lives: its directory and its ports on the loopback address.
 *
 * @param dir what holds its data
 * @param port for clients
 * @param controllerPort for its own controller
 * @param doors further ports, each for clients that reach it in another way
 * @param temporary whether the directory goes with the broker
 */
record BrokerHome(Path dir, int port, int controllerPort, List<Door> doors, boolean temporary) {
    private static final String CONTROLLER = "CONTROLLER";
    private static final String MIB = "1048576";

    BrokerHome {
        doors = List.copyOf(doors);
    }

    /** A home in a directory that may hold a broker's data from before. */
    static BrokerHome in(Path dir) {
        return at(dir, List.of(), false);
    }

    /** A home in a directory, with a further port for each of these, which clients know by that number. */
    static BrokerHome in(Path dir, List<Integer> advertised) {
        return at(dir, advertised, false);
    }

    /** A home in a new directory that is deleted with the broker. */
    static BrokerHome inTemporaryDirectory() {
        try {
            return at(Files.createTempDirectory("batchline-broker"), List.of(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BrokerHome at(Path dir, List<Integer> advertised, boolean temporary) {
        List<Integer> ports = FreePorts.find(2 + advertised.size(), ThreadLocalRandom.current());
        List<Door> doors = new ArrayList<>();
        for (int number = 0; number < advertised.size(); number++) {
            doors.add(new Door("DOOR" + number, ports.get(2 + number), advertised.get(number)));
        }
        return new BrokerHome(dir.toAbsolutePath(), ports.get(0), ports.get(1), doors, temporary);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    Path data() {
        return dir.resolve("data");
    }

    /** Makes an empty directory one that a broker can start on; keeps one that already is. */
    void format() {
        if (Files.exists(data().resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(data());
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(data().toString())
                    .setMetadataLogDirectory(data().toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
                    .run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while " + data() + " was formatted for a broker.", e);
        } catch (Exception e) {
            throw new BrokerException(
                    "The directory " + data() + " could not be formatted for a broker (" + e.getMessage()
                            + "). Give an empty, writable directory.",
                    e);
        }
    }

    /** The broker's configuration: one node that is broker and controller, and nothing larger than it needs to be. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        StringBuilder listeners = new StringBuilder("PLAINTEXT://127.0.0.1:" + port);
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        for (Door door : doors) {
            listeners.append(',').append(door.name).append("://127.0.0.1:").append(door.port);
            advertised.append(',').append(door.name).append("://127.0.0.1:").append(door.advertised);
            protocols.append(',').append(door.name).append(":PLAINTEXT");
        }
        listeners.append(',').append(CONTROLLER).append("://127.0.0.1:").append(controllerPort);
        properties.put("listeners", listeners.toString());
        properties.put("advertised.listeners", advertised.toString());
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("listener.security.protocol.map", protocols.toString());
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("log.dirs", data().toString());
        properties.put("auto.create.topics.enable", "false");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.put(internal + ".replication.factor", "1");
            properties.put(internal + ".num.partitions", "4");
        }
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("transaction.state.log.min.isr", "1");
        // Whoever takes over from a process that died in a transaction waits until that is aborted.
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        properties.put("log.index.size.max.bytes", MIB);
        properties.put("log.cleaner.threads", "1");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        properties.put("log.cleaner.io.buffer.size", MIB);
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        return properties;
    }

    /** Deletes the directory if it was only lent. */
    void leave() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's directory " + dir + " could not be deleted", e);
        }
    }

    /**
     * A port for clients that know the broker by another one, since something stands before it.
     *
     * @param name of the listener
     * @param port where the broker listens
     * @param advertised what clients are told
     */
    record Door(String name, int port, int advertised) {}
}
