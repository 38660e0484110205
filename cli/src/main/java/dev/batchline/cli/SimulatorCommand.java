package dev.batchline.cli;

import dev.batchline.simulator.Fault;
import dev.batchline.simulator.FaultFile;
import dev.batchline.simulator.FaultFileException;
import dev.batchline.simulator.Faults;
import dev.batchline.simulator.SimulatedTime;
import dev.batchline.simulator.Simulator;
import dev.batchline.simulator.SimulatorConfig;
import dev.batchline.simulator.Stage;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the simulated provider until it is interrupted. */
@Command(
        name = "simulator",
        description = "Run a simulated provider until Ctrl-C. Its answers are computed, not a model's.")
final class SimulatorCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 is every one of this machine. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8089",
            description = "Port; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seconds that pass at the provider in one second. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Option(names = "--api-key", paramLabel = "KEY", description = "The only key accepted; any is if not given.")
    private @Nullable String apiKey;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "JSON file of faults, as in simulator/README.md. Those of the flags below come after them.")
    private @Nullable Path faultFile;

    @Option(
            names = "--expire-batch",
            paramLabel = "N",
            description = "The Nth batch expires when half of its requests are done.")
    private @Nullable Integer expireBatch;

    @Option(
            names = "--fail-share",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of requests that fail with --fail-status, from 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double failShare;

    @Option(
            names = "--fail-status",
            paramLabel = "STATUS",
            defaultValue = "500",
            description = "Status of requests that fail; 0 is a line without one. Default: ${DEFAULT-VALUE}.")
    private int failStatus;

    @Option(
            names = "--stick-batch",
            paramLabel = "N",
            description = "The Nth batch never leaves in_progress until it is cancelled.")
    private @Nullable Integer stickBatch;

    @Option(
            names = "--fail-batch",
            paramLabel = "N=CODE",
            description = "The Nth batch fails validation with this code; may be given again.")
    private Map<Integer, String> failBatch = Map.of();

    @Option(
            names = "--enqueued-tokens",
            paramLabel = "MODEL=TOKENS",
            description = "Most prompt tokens of a model in unfinished batches; may be given again.")
    private Map<String, Long> enqueuedTokens = Map.of();

    @Option(
            names = "--lose-create-reply",
            paramLabel = "N",
            description = "The Nth batch is created while the reply to its creation is lost.")
    private @Nullable Integer loseCreateReply;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Source of every draw. Default: ${DEFAULT-VALUE}.")
    private long seed;

    SimulatorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Simulator simulator = start();
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "simulator-exit"));
        shell.out().println("Simulated provider at " + simulator.baseUrl() + " (Ctrl-C ends it)");
        shell.out().println("account.openai.base.url=" + simulator.baseUrl());
        shell.out().flush();
        new CountDownLatch(1).await();
        return ExitCodes.OK;
    }

    private Simulator start() {
        try {
            return Simulator.start(config());
        } catch (UncheckedIOException e) {
            throw new CommandException(
                    ExitCodes.FAILED, e.getMessage() + ". Give another --port; 0 takes any free one.", e);
        }
    }

    private SimulatorConfig config() {
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new CommandException(ExitCodes.USAGE, "--speed is " + speed + ", expected a number above 0.");
        }
        if (!(failShare >= 0 && failShare <= 1)) {
            throw new CommandException(ExitCodes.USAGE, "--fail-share is " + failShare + ", expected 0 to 1.");
        }
        SimulatorConfig.Builder builder = SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), speed))
                .bindAddress(host)
                .port(port)
                .faults(faults())
                .seed(seed);
        return (apiKey == null ? builder : builder.apiKey(apiKey)).build();
    }

    private Faults faults() {
        try {
            return (faultFile == null ? Faults.none() : FaultFile.read(faultFile)).and(flags());
        } catch (FaultFileException | IllegalArgumentException e) {
            throw new CommandException(ExitCodes.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Faults flags() {
        Faults faults = Faults.none();
        if (expireBatch != null) {
            faults = faults.expireBatch(expireBatch, 1, 50);
        }
        if (failShare > 0) {
            faults = faults.failLines(failShare, failStatus);
        }
        if (loseCreateReply != null) {
            faults = faults.loseCreateReply(loseCreateReply);
        }
        if (stickBatch != null) {
            faults = faults.stickBatch(stickBatch, Stage.IN_PROGRESS);
        }
        for (Map.Entry<Integer, String> failed : failBatch.entrySet()) {
            faults = faults.failBatch(failed.getKey(), failed.getValue());
        }
        for (Map.Entry<String, Long> limit : enqueuedTokens.entrySet()) {
            faults = faults.with(new Fault.LimitEnqueuedTokens(limit.getKey(), limit.getValue(), Duration.ZERO));
        }
        return faults;
    }
}
