package dev.batchline.cli.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One process of a service, with the doors on its ways; it is started again whenever it ends. */
final class Instance implements AutoCloseable {
    private static final Pattern BEGINS = Pattern.compile("Task begins service=\"\\w+\" partition=\"(\\d+)\"");
    private static final int MEGABYTES = 160;
    private static final int END_SECONDS = 60;

    private final String service;
    private final int number;
    private final Path directory;
    private final BrokerDoor toBroker;
    private final ProviderDoor toProvider;
    private final List<String> settings;
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger endedByItself = new AtomicInteger();
    private volatile boolean running;
    private boolean closed;
    private volatile @Nullable Child child;

    /**
     * An instance that does not run yet.
     *
     * @param number tells it from others of its service
     * @param directory holds its log and its spool
     * @param settings of the installation
     */
    Instance(
            String service,
            int number,
            Path directory,
            BrokerDoor toBroker,
            ProviderDoor toProvider,
            List<String> settings) {
        this.service = service;
        this.number = number;
        this.directory = directory;
        this.toBroker = toBroker;
        this.toProvider = toProvider;
        this.settings = List.copyOf(settings);
    }

    String service() {
        return service;
    }

    String name() {
        return service + "-" + number;
    }

    BrokerDoor toBroker() {
        return toBroker;
    }

    ProviderDoor toProvider() {
        return toProvider;
    }

    /** Its process. */
    Child child() {
        Child current = child;
        if (current == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return current;
    }

    /** Whether it runs and has said since its last start that it has its tasks. */
    boolean running() {
        return running && child().alive();
    }

    /** Whether it began to work on a partition and nobody is known to have done so later. */
    boolean worksOn(int partition) {
        return partitions.contains(partition);
    }

    /** Whether it works on any partition. */
    boolean works() {
        return !partitions.isEmpty();
    }

    /** Another process of the service works on a partition now. */
    void gives(int partition) {
        partitions.remove(partition);
    }

    /** How often it ended although nobody told it to. */
    int endedByItself() {
        return endedByItself.get();
    }

    /** Takes it for a fault; false if it has one already. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** The fault is over. */
    void giveBack() {
        taken.set(false);
    }

    boolean taken() {
        return taken.get();
    }

    /** Starts its process. */
    synchronized void start(Owners owners) {
        if (closed) {
            return;
        }
        running = false;
        partitions.clear();
        List<String> arguments = new ArrayList<>(List.of("run", service));
        settings.forEach(setting -> arguments.addAll(List.of("--override", setting)));
        for (String own : List.of(
                "bootstrap.servers=127.0.0.1:" + toBroker.port(),
                "account.openai.base.url=" + toProvider.url(),
                "spool.dir=" + directory.resolve("spool-" + name()))) {
            arguments.addAll(List.of("--override", own));
        }
        child = Child.start(directory.resolve(name() + ".log"), MEGABYTES, arguments, line -> read(line, owners));
    }

    private void read(String line, Owners owners) {
        running |= line.startsWith("batchline: running");
        Matcher begins = BEGINS.matcher(line);
        if (begins.find()) {
            int partition = Integer.parseInt(begins.group(1));
            owners.took(this, partition);
            partitions.add(partition);
        }
    }

    void kill() throws InterruptedException {
        running = false;
        child().kill();
    }

    /** Ends it in good order; whether it did so in time. */
    boolean terminate() throws InterruptedException {
        running = false;
        return child().terminate(END_SECONDS);
    }

    /** Starts it again if it has ended by itself; whether it had. */
    boolean revive(Owners owners) {
        if (child().alive() || !take()) {
            return false;
        }
        try {
            if (child().alive()) {
                return false;
            }
            endedByItself.incrementAndGet();
            start(owners);
            return true;
        } finally {
            giveBack();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            child().kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        toBroker.close();
        toProvider.close();
    }

    /** Learns who works on which partition. */
    interface Owners {
        /** An instance began to work on a partition. */
        void took(Instance instance, int partition);
    }
}
