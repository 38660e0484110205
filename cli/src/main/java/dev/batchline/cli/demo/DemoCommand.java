package dev.batchline.cli.demo;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Logs;
import dev.batchline.cli.Shell;
import dev.batchline.cli.UntilSignal;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.runtime.Directories;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.simulator.Faults;
import dev.batchline.simulator.Phases;
import dev.batchline.simulator.SimulatedTime;
import dev.batchline.simulator.Simulator;
import dev.batchline.simulator.SimulatorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole way in one process: a broker, a simulated provider, the three services, and real text. */
@Command(
        name = "demo",
        description = "Run everything in this process on real text, without a key: a broker, a simulated provider, and"
                + " the three services.")
public final class DemoCommand implements Callable<Integer> {
    private static final int UNROUTABLE = 8;
    private static final int REFUSED = 4;
    private static final int WINDOWS_PER_LANE = 2;
    private static final int MOST_PER_WINDOW = 50_000;

    private final Shell shell;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "So many sound requests, beside a few planted bad ones. Default: two for each of the 261"
                    + " country profiles.")
    private @Nullable Integer requests;

    @Option(names = "--stay", description = "Keep everything up at the end, to look at, until Ctrl-C.")
    private boolean stay;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Give up after so many seconds. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        DemoRequests work = requests();
        Logs.onlyWarnings(shell);
        Path directory = Files.createTempDirectory("batchline-demo");
        try (UntilSignal signal = new UntilSignal()) {
            try {
                return run(work, directory, signal);
            } finally {
                Directories.deleteTree(directory);
            }
        }
    }

    private DemoRequests requests() {
        if (requests == null) {
            return DemoRequests.onceForEachProfile(UNROUTABLE, REFUSED);
        }
        if (requests < 1) {
            throw new CommandException(ExitCodes.USAGE, "--requests is " + requests + ", expected at least 1.");
        }
        return new DemoRequests(new DemoRequests.Counts(requests, UNROUTABLE, REFUSED));
    }

    private int run(DemoRequests work, Path directory, UntilSignal signal) throws Exception {
        say("Starting a broker and a simulated provider ...");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
                Simulator provider = Simulator.start(simulator(directory))) {
            BatchlineConfig config = config(work, directory, broker, provider);
            DemoRun demo = new DemoRun(config, shell, Duration.ofSeconds(timeoutSeconds));
            boolean[] interrupted = {false};
            DemoRun.Report report = demo.run(work, signal, ended -> {
                interrupted[0] = signal.came();
                if (!interrupted[0]) {
                    ended.print(shell.out(), provider.log().countExecutedMoreThanOnce());
                    stay(new DemoHints(config, provider.baseUrl()), signal);
                }
            });
            return report.good() && !interrupted[0] ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    /** Keeps everything up, if that is wanted, until somebody ends it. */
    private void stay(DemoHints hints, UntilSignal signal) throws InterruptedException {
        if (!stay) {
            return;
        }
        hints.print(shell.out());
        while (!signal.await(Duration.ofMinutes(1))) {
            shell.out().flush();
        }
    }

    /** A provider that takes some seconds for a batch, and lets the second one expire with part of it undone. */
    private static SimulatorConfig simulator(Path directory) {
        Phases phases = new Phases(
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofHours(24));
        return SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), 1))
                .dataDirectory(directory.resolve("provider"))
                .phases(phases)
                .faults(Faults.none().expireBatch(2, 1, 60))
                .build();
    }

    private BatchlineConfig config(DemoRequests work, Path directory, EmbeddedBroker broker, Simulator provider) {
        int perWindow = Math.min(MOST_PER_WINDOW, Math.max(1, work.counts().sound() / 2 / WINDOWS_PER_LANE + 1));
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "account.openai.base.url=" + provider.baseUrl(),
                "account.openai.api.key=not-a-key",
                "window.max.requests=" + perWindow,
                "window.linger.ms=3000",
                "poll.interval.min.ms=300",
                "poll.interval.max.ms=1000",
                "retry.backoff.ms=1000",
                "http.port=0",
                "spool.dir=" + directory.resolve("spool"))) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }

    private void say(String line) {
        shell.out().println(line);
        shell.out().flush();
    }
}
