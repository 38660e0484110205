package dev.batchline.cli.chaos;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Logs;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.UntilSignal;
import dev.batchline.runtime.Directories;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs an installation under faults and says whether it kept every promise. */
@Command(
        name = "chaos",
        description = {
            "Run a whole installation on this machine under faults, and say whether it kept every promise.",
            "",
            "A broker, a simulated provider with faults of its own and two processes of each service are started."
                    + " While requests come, the services are killed, frozen, restarted, cut off from the broker or"
                    + " the provider, and put on a full disk; the broker is restarted. A judge outside reads the"
                    + " topics as any consumer does and asks the provider what it ran: every request has exactly one"
                    + " result, nothing is paid or published twice, and so on.",
            "",
            "The same seed draws the same requests and kinds of faults; whom they meet, and when, depends on the"
                    + " machine. Exit code 0: every promise"
                    + " was kept. It takes about 2 GB of memory and two cores.",
            ""
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int REQUESTS_A_SECOND = 100;

    private final Shell shell;

    @Option(names = "--minutes", paramLabel = "N", description = "How long there are faults. Default: 5.")
    private int minutes = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "The same in seconds; wins over --minutes.")
    private @Nullable Integer seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What requests and faults are drawn from. Default: a new one, printed.")
    private @Nullable Long seed;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "About how many requests: half of them steadily, the others in bursts. Default: 100 for each"
                    + " second.")
    private @Nullable Integer requests;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "6",
            description = "Models and endpoints they ask. Default: ${DEFAULT-VALUE}.")
    private int lanes = 6;

    @Option(
            names = "--faults",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Only these, joined by commas: kill, freeze, long-freeze (above the session time-out), restart,"
                        + " cut-broker, cut-provider, broken-calls, full-disk, bounce-broker. Default: all of them.",
                "kill-broker has to be asked for: after SIGKILL of a one-node broker a transaction can hang in Kafka"
                        + " itself, and nothing is published any more."
            })
    private List<String> faults = List.of();

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description =
                    "How long everything may take to end once the faults have stopped. Default:" + " ${DEFAULT-VALUE}.")
    private int settleSeconds = 300;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Keep logs and data there; it has to be empty. Default: a temporary one, which is kept unless"
                    + " every promise was kept.")
    private @Nullable Path directory;

    @Option(
            names = "--sum",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Run nothing: add up reports that were written with -o json.")
    private List<Path> sum = List.of();

    @Mixin
    private OutputOptions output = new OutputOptions();

    ChaosCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!sum.isEmpty()) {
            return show(
                    sum.stream().map(ChaosReport::read).reduce(ChaosReport::and).orElseThrow());
        }
        Logs.onlyWarnings(shell);
        Logs.noKafkaWarnings(shell);
        long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed;
        Path place = place();
        ChaosRun.Settings settings = settings(drawn, place);
        progress("seed " + drawn + ", logs in " + place);
        ChaosReport report;
        try (UntilSignal signal = new UntilSignal()) {
            report = new ChaosRun(settings, this::progress).run(signal);
            if (directory == null && report.good()) {
                Directories.deleteTree(place);
            }
        }
        int code = show(report);
        if (!report.good()) {
            progress("The logs of every process are in " + place);
        }
        return code;
    }

    private Path place() throws IOException {
        if (directory == null) {
            return Files.createTempDirectory("batchline-chaos");
        }
        Files.createDirectories(directory);
        try (Stream<Path> before = Files.list(directory)) {
            if (before.findAny().isPresent()) {
                throw new CommandException(
                        ExitCodes.USAGE, "--directory " + directory + " is not empty; give each run one of its own.");
            }
        }
        return directory;
    }

    private ChaosRun.Settings settings(long drawn, Path place) throws InterruptedException {
        Duration length = seconds == null ? Duration.ofMinutes(minutes) : Duration.ofSeconds(seconds);
        long wanted = requests == null ? length.toSeconds() * REQUESTS_A_SECOND : requests;
        if (!length.isPositive() || wanted < 1 || lanes < 1 || settleSeconds < 1) {
            throw new CommandException(
                    ExitCodes.USAGE, "--minutes, --seconds, --requests, --lanes and --settle are 1 or more.");
        }
        return new ChaosRun.Settings(
                drawn,
                length,
                Duration.ofSeconds(settleSeconds),
                Math.toIntExact(wanted),
                lanes,
                kinds(),
                place.toAbsolutePath());
    }

    private Set<FaultKind> kinds() throws InterruptedException {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        try {
            faults.forEach(word -> kinds.add(FaultKind.parse(word)));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.USAGE, "--faults: " + e.getMessage() + ".", e);
        }
        if (kinds.isEmpty()) {
            kinds.addAll(FaultKind.usual());
        }
        if (kinds.contains(FaultKind.FULL_DISK) && !Tool.run("prlimit", "--version")) {
            kinds.remove(FaultKind.FULL_DISK);
            progress("prlimit (of util-linux) is not there, so no disk is filled");
        }
        if (kinds.isEmpty()) {
            throw new CommandException(ExitCodes.USAGE, "--faults: there is none left to do.");
        }
        return kinds;
    }

    private int show(ChaosReport report) {
        PrintStream out = shell.out();
        if (output.format() == OutputOptions.Format.json) {
            out.println(report.json());
            out.flush();
        } else {
            report.print(out);
        }
        return report.good() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** A line on the way; it does not stand in the way of a report that a program reads. */
    private void progress(String line) {
        PrintStream to = output.format() == OutputOptions.Format.json ? shell.err() : shell.out();
        to.println(line);
        to.flush();
    }
}
