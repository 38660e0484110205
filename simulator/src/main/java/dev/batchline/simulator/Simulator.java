package dev.batchline.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running provider on localhost that speaks OpenAI's Files and Batches APIs. */
public final class Simulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);

    private final HttpServer server;
    private final ExecutorService handlers;
    private final Timeline timeline;
    private final BatchLife life;
    private final FileStore files;
    private final ExecutionLog log;
    private final FaultScript script;
    private final BatchStore batches;
    private final URI baseUrl;

    private Simulator(SimulatorConfig config, HttpServer server, Path directory) {
        this.server = server;
        this.handlers = Executors.newVirtualThreadPerTaskExecutor();
        this.timeline = Timeline.start(config.time());
        this.files = new FileStore(directory, timeline);
        this.log = new ExecutionLog();
        this.script = new FaultScript(config.faults(), config.seed(), timeline::now);
        this.batches = new BatchStore();
        this.life = new BatchLife(config, timeline, files, batches, script, log);
        FilesApi filesApi = new FilesApi(files, timeline, config.limits(), script);
        BatchesApi batchesApi = new BatchesApi(batches, life, timeline, script);
        server.createContext(
                "/",
                new ApiHandler(
                        filesApi,
                        batchesApi,
                        new JudgeApi(log, batches, this),
                        script,
                        timeline::now,
                        config.site().apiKey()));
        server.setExecutor(handlers);
        String host = config.site().bindAddress();
        this.baseUrl = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.getAddress().getPort() + "/v1");
    }

    /** Starts a simulator; it serves when this returns. */
    public static Simulator start(SimulatorConfig config) {
        SimulatorConfig.Site site = config.site();
        try {
            InetSocketAddress address = new InetSocketAddress(site.bindAddress(), site.port());
            Simulator simulator = new Simulator(config, HttpServer.create(address, 0), directory(site));
            simulator.server.start();
            LOG.atInfo().addKeyValue("url", simulator.baseUrl).log("Simulator started");
            return simulator;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot start a simulator on " + site.bindAddress() + ":" + site.port() + ": " + e.getMessage(), e);
        }
    }

    /** Where clients point their base URL, including {@code /v1}. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** What was executed and billed so far. */
    public ExecutionLog log() {
        return log;
    }

    /** The faults that are played now. */
    public Faults faults() {
        return script.play().faults();
    }

    /**
     * Plays other faults from now on. Counting starts anew, and batches that were stuck go on. A batch that is there
     * already is hit only by faults whose {@link Batches} say so.
     */
    public void play(Faults faults) {
        script.set(faults, batches.all());
        life.goOn();
    }

    /** How many batches or calls each fault has hit, in script order. */
    public long[] faultHits() {
        return script.play().hits();
    }

    /** The provider's present. */
    public Instant now() {
        return timeline.now();
    }

    /**
     * Moves {@linkplain SimulatedTime.Stepped stepped} time forward. Everything that falls due on the way has happened
     * when this returns; {@link Duration#ZERO} runs what is due already.
     */
    public void advance(Duration duration) {
        timeline.advance(duration);
    }

    /** Ends every connection and thread and removes the files. */
    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        life.stop();
        timeline.close();
        life.close();
        handlers.close();
        files.close();
        LOG.atInfo().addKeyValue("url", baseUrl).log("Simulator stopped");
    }

    private static Path directory(SimulatorConfig.Site site) throws IOException {
        Path parent = site.dataDirectory();
        if (parent == null) {
            return Files.createTempDirectory("simulator-");
        }
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, "simulator-");
    }
}
