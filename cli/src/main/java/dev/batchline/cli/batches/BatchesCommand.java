package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists windows and their batches, from the topics alone. */
@Command(
        name = "batches",
        description = {
            "List the windows that are on their way, with their batches; --all lists those that are done too, as long "
                    + "as the topics tell of them.",
            "A window that still takes requests is on no topic and not shown.",
            "With --job or --tenant: how many requests of it were sent, wait, are under way, completed and failed, "
                    + "and the windows that it is in. That reads the topics of requests and results too."
        })
public final class BatchesCommand implements Callable<Integer> {
    private static final Set<String> NUMBERS =
            Set.of("requests", "completed", "failed", "resubmitted", "attempt", "age_seconds", "in_status_seconds");

    private final Shell shell;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Only those that stand there, such as in_progress or held. Repeatable.")
    private List<String> statuses = new ArrayList<>();

    @Option(names = "--account", paramLabel = "ACCOUNT", split = ",", description = "Only those of this account.")
    private List<String> accounts = new ArrayList<>();

    @Option(names = "--model", paramLabel = "MODEL", split = ",", description = "Only those of this model.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--all", description = "Those that are done, too.")
    private boolean all;

    @Option(
            names = "--job",
            paramLabel = "NAME",
            split = ",",
            description = "How far this job has come: requests whose header batch-job is NAME. Repeatable.")
    private List<String> jobs = new ArrayList<>();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            split = ",",
            description = "The same for the header batch-tenant; with --job, the job's requests of this tenant.")
    private List<String> tenants = new ArrayList<>();

    BatchesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        for (String status : statuses) {
            if (!WindowStory.WORDS.contains(status)) {
                throw new CommandException(
                        ExitCodes.USAGE,
                        "--status is " + status + ", expected one of " + String.join(", ", WindowStory.WORDS) + ".");
            }
        }
        BatchlineConfig config = kafka.load(shell.environment());
        if (!jobs.isEmpty() || !tenants.isEmpty()) {
            JobReport.read(config, JobChoice.all(jobs, tenants)).print(shell, output.format(), this::wanted);
            return ExitCodes.OK;
        }
        List<BatchLine> lines =
                Boards.read(config).lines().stream().filter(this::wanted).toList();
        print(lines, InstantSource.system().instant());
        return ExitCodes.OK;
    }

    private boolean wanted(BatchLine line) {
        String word = line.standing().word();
        return (all || !line.ended() || statuses.contains(WindowStory.DONE))
                && (statuses.isEmpty() || statuses.contains(word))
                && (accounts.isEmpty() || accounts.contains(Objects.requireNonNullElse(line.account(), "")))
                && (models.isEmpty() || models.contains(line.model()));
    }

    private void print(List<BatchLine> lines, Instant now) {
        boolean people = output.format() == OutputOptions.Format.table;
        List<String> columns = List.of(
                "window",
                "batch",
                "account",
                "model",
                "status",
                people ? "age" : "age_seconds",
                people ? "in status" : "in_status_seconds",
                "requests",
                "completed",
                "failed",
                "resubmitted",
                "attempt");
        List<List<String>> rows =
                lines.stream().map(line -> row(line, now, people)).toList();
        new Table(columns, rows, NUMBERS).print(shell.out(), output.format());
        if (people && rows.isEmpty()) {
            shell.err().println("No batch to show" + (all ? "." : "; --all shows those that are done, too."));
            shell.err().flush();
        }
    }

    private static List<String> row(BatchLine line, Instant now, boolean people) {
        return List.of(
                line.window().text(),
                Objects.requireNonNullElse(line.batchId(), ""),
                Objects.requireNonNullElse(line.account(), ""),
                line.model(),
                line.standing().word(),
                duration(line.openedAt(), now, people),
                duration(line.standing().since(), now, people),
                Long.toString(line.counts().requests()),
                Long.toString(line.counts().completed()),
                Long.toString(line.counts().failed()),
                Long.toString(line.counts().resubmitted()),
                Integer.toString(line.attempt()));
    }

    /** Two units for people, such as {@code 3h12m}; seconds for programs. */
    static String duration(Instant from, Instant now, boolean people) {
        Duration time = from.isAfter(now) ? Duration.ZERO : Duration.between(from, now);
        if (!people) {
            return Long.toString(time.toSeconds());
        }
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
