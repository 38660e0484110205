package dev.batchline.cli.estimate;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ConfigOptions;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.LineReader;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.PriceLists;
import dev.batchline.cli.Shell;
import dev.batchline.prices.PriceList;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what requests would come to before they are sent. */
@Command(
        name = "estimate",
        description = {
            "Tell before anything is sent what requests will take: tokens, batches, and US dollars, in batches and"
                    + " by the standard API.",
            "Of a file each line is read as a request event. Prompts are counted with the model's tokenizer, answers as"
                    + " long as the request allows them to be, so that the figure is an upper bound. Without a file,"
                    + " figures are priced: --model, --input-tokens, --output-tokens.",
            "Nothing is sent, and neither Kafka nor a key is needed. Exit code 3: some lines cannot be sent, or some"
                    + " model has no price."
        })
public final class EstimateCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY = 100_000;
    private static final long MOST_OUTPUT = 1_000_000;
    private static final long MOST_DAYS = 10_000;

    private final Shell shell;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE.jsonl",
            description = "Requests, one a line, of any number; - reads standard input.")
    private @Nullable String file;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private FigureOptions figures = new FigureOptions();

    @Option(
            names = "--output-tokens-per-request",
            paramLabel = "N",
            description = "How long answers will be, where the request's own maximum is not shorter. Without it each"
                    + " answer counts as long as its maximum.")
    private long expectedOutput;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "The account or pool that would take them. Default: the first account; for figures, the first"
                    + " whose provider has a price for the model.")
    private @Nullable String account;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "1",
            description = "Show also what the same comes to on so many days.")
    private long days = 1;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description =
                    "Prices of this file. Default: those of prices.file, or the list that comes with the program.")
    private @Nullable Path pricesFile;

    EstimateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        BatchlineConfig settings = config.load(shell.environment());
        check(settings);
        PriceList prices = pricesFile == null
                ? PriceLists.read(settings.batches().pricesFile(), "prices.file")
                : PriceLists.read(pricesFile, "--prices");
        Installation installation = new Installation(settings);
        return file == null ? ofFigures(prices, installation) : ofFile(file, prices, installation);
    }

    private void check(BatchlineConfig settings) {
        if (file == null && !figures.given()) {
            throw usage(
                    "Nothing to estimate: expected FILE.jsonl, or --model with --input-tokens and --output-tokens.");
        }
        if (file != null && figures.given()) {
            throw usage("FILE.jsonl and figures exclude each other: " + FigureOptions.NAMES + " are for no file.");
        }
        FigureOptions.check("--output-tokens-per-request", expectedOutput, 0, MOST_OUTPUT);
        FigureOptions.check("--days", days, 1, MOST_DAYS);
        if (account != null && settings.accounts().stream().noneMatch(this::isMeant)) {
            throw usage("--account " + account + " is no account or pool that is configured here.");
        }
    }

    /** Whether {@code --account} names this one or its pool. */
    private boolean isMeant(AccountSettings one) {
        return one.name().equals(account) || one.pool().equals(account);
    }

    private int ofFile(String name, PriceList prices, Installation installation) throws IOException {
        FileEstimate estimate =
                new FileEstimate(installation.forecast(), prices, installation::providerOfPool, expectedOutput);
        List<Header> headers = account == null ? List.of() : List.of(Header.of(Headers.ACCOUNT, account));
        try (InputStream in = open(name)) {
            LineReader lines = new LineReader(in, installation.requestMaxBytes());
            estimate.read(lines, headers, () -> progress(lines.number()));
        }
        List<Line> lines = estimate.lines();
        show(lines, new EstimateTable.Shape(true, true, true, days, people()));
        Notes notes = new Notes(shell.err(), prices);
        notes.onFile(lines, expectedOutput);
        notes.onBadLines(estimate.bad(), estimate.firstBad());
        return estimate.bad() == 0 && notes.unpriced() == 0 ? ExitCodes.OK : ExitCodes.NEEDS_YOU;
    }

    private int ofFigures(PriceList prices, Installation installation) {
        FigureEstimate estimate = figures.estimate();
        Optional<AccountSettings> through = account(prices, estimate.model(), installation);
        String provider = provider(prices, estimate.model(), through);
        Line line = estimate.line(
                prices, provider, through.orElse(null), installation.forecast(), installation.completionWindow());
        boolean counted = estimate.requests() > 0;
        show(List.of(line), new EstimateTable.Shape(false, through.isPresent(), counted, days, people()));
        Notes notes = new Notes(shell.err(), prices);
        notes.onFigures(line, provider, provider != null && estimate.dependsOnLength(prices, provider));
        return notes.unpriced() == 0 ? ExitCodes.OK : ExitCodes.NEEDS_YOU;
    }

    /** The account that figures are for. */
    private Optional<AccountSettings> account(PriceList prices, String model, Installation installation) {
        Set<String> sellers = prices.providersOf(model);
        String asked = figures.provider();
        return installation.accounts().stream()
                .filter(one -> account == null ? sellers.contains(one.type()) : isMeant(one))
                .filter(one -> asked == null || one.type().equals(asked))
                .findFirst();
    }

    private @Nullable String provider(PriceList prices, String model, Optional<AccountSettings> through) {
        if (figures.provider() != null) {
            return figures.provider();
        }
        if (through.isPresent()) {
            return through.get().type();
        }
        Set<String> sellers = prices.providersOf(model);
        if (sellers.size() > 1) {
            throw usage("Several providers have a price for " + model + ": say --provider, one of " + sellers + ".");
        }
        return sellers.stream().findFirst().orElse(null);
    }

    private void show(List<Line> lines, EstimateTable.Shape shape) {
        new EstimateTable(shape).of(lines).print(shell.out(), output.format());
    }

    private boolean people() {
        return output.format() == OutputOptions.Format.table;
    }

    private void progress(long lines) {
        if (lines % PROGRESS_EVERY == 0) {
            shell.err().println(lines + " lines read");
            shell.err().flush();
        }
    }

    private InputStream open(String name) {
        if (name.equals("-")) {
            return shell.in();
        }
        try {
            return Files.newInputStream(Path.of(name));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    name + " cannot be read (" + e.getClass().getSimpleName() + "). Expected a JSONL file.",
                    e);
        }
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCodes.USAGE, message);
    }
}
