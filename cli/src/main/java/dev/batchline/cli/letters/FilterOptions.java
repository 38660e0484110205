package dev.batchline.cli.letters;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which dead letters are meant. Several of them narrow it down; values of one are alternatives. */
public final class FilterOptions {
    @Option(names = "--code", paramLabel = "CODE", split = ",", description = "Only those with this reason.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--retryable",
            paramLabel = "true|false",
            arity = "0..1",
            fallbackValue = "true",
            description = "Only those that sending again, unchanged, can help; =false for the others.")
    private @Nullable Boolean retryable;

    @Option(names = "--account", paramLabel = "ACCOUNT", split = ",", description = "Only those of this account.")
    private List<String> accounts = new ArrayList<>();

    @Option(names = "--model", paramLabel = "MODEL", split = ",", description = "Only those of this model.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--tenant", paramLabel = "TENANT", split = ",", description = "Only those of this tenant.")
    private List<String> tenants = new ArrayList<>();

    @Option(names = "--job", paramLabel = "JOB", split = ",", description = "Only those of this job.")
    private List<String> jobs = new ArrayList<>();

    @Option(names = "--window", paramLabel = "WINDOW", split = ",", description = "Only those of this window.")
    private List<String> windows = new ArrayList<>();

    @Option(names = "--batch", paramLabel = "BATCH", split = ",", description = "Only those of this batch.")
    private List<String> batches = new ArrayList<>();

    @Option(
            names = "--custom-id",
            paramLabel = "GLOB",
            description = "Only those whose custom_id is like this: * is any text, ? one character.")
    private @Nullable String customId;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those that failed then or later: 2h ago, or 2026-11-22T08:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only those that failed before.")
    private @Nullable String until;

    @Option(names = "--attempts", paramLabel = "N", description = "Only those that were sent so often: 3, or '>=2'.")
    private @Nullable String attempts;

    /** The filter that the flags make; ago is counted from now. */
    public LetterFilter filter(Instant now) {
        try {
            return new LetterFilter(
                    new LetterFilter.ByReason(new HashSet<>(codes), retryable),
                    new LetterFilter.ByItem(
                            customId == null ? null : Glob.compile(customId),
                            new HashSet<>(tenants),
                            new HashSet<>(jobs)),
                    new LetterFilter.BySending(
                            new HashSet<>(accounts),
                            new HashSet<>(models),
                            new HashSet<>(windows),
                            new HashSet<>(batches),
                            attempts == null ? Attempts.ANY : Attempts.parse(attempts)),
                    new LetterFilter.ByTime(time(since, now), time(until, now)));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCodes.USAGE, e.getMessage() + ".", e);
        }
    }

    /** The flags as they were typed, in one order: equal texts choose the same dead letters at the same time. */
    public String text() {
        return String.join(
                " ",
                "code=" + sorted(codes),
                "retryable=" + retryable,
                "account=" + sorted(accounts),
                "model=" + sorted(models),
                "tenant=" + sorted(tenants),
                "job=" + sorted(jobs),
                "window=" + sorted(windows),
                "batch=" + sorted(batches),
                "custom-id=" + customId,
                "since=" + since,
                "until=" + until,
                "attempts=" + attempts);
    }

    private static List<String> sorted(List<String> values) {
        return values.stream().sorted().toList();
    }

    private static @Nullable Instant time(@Nullable String text, Instant now) {
        return text == null ? null : When.parse(text, now);
    }
}
