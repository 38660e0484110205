package dev.batchline.cli.run;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.UntilSignal;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.EffectiveSetting;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs services until it is told to end. */
@Command(name = "run", description = "Run a service, or all of them in one process, until Ctrl-C or SIGTERM.")
public final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Shell shell;

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..1",
            defaultValue = "all",
            description = "batcher, poller, joiner or all. Default: ${DEFAULT-VALUE}.")
    private String service = "all";

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    RunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Set<Service> which = Service.parse(service)
                .orElseThrow(() -> new CommandException(
                        ExitCodes.USAGE, "'" + service + "' is no service: expected batcher, poller, joiner or all."));
        BatchlineConfig config = options.load(shell.environment());
        for (EffectiveSetting setting : config.effective()) {
            LOG.atDebug().addKeyValue("setting", setting).log("Setting in effect");
        }
        for (AccountSettings account : config.accounts()) {
            account.requireApiKey();
        }
        try (UntilSignal signal = new UntilSignal();
                Services services = Services.start(config, which)) {
            return watch(services, which, signal);
        }
    }

    private Integer watch(Services services, Set<Service> which, UntilSignal signal) throws InterruptedException {
        boolean told = false;
        while (!signal.await(LOOK_EVERY)) {
            if (services.dead()) {
                throw services.failure()
                        .map(sentence -> new CommandException(ExitCodes.NEEDS_YOU, sentence))
                        .orElseGet(() -> new CommandException(
                                ExitCodes.FAILED, "A service has ended by itself; its log says why."));
            }
            if (!told && services.ready()) {
                told = true;
                shell.err()
                        .println("batchline: running "
                                + which.stream().map(Service::word).toList() + " (Ctrl-C ends it)");
                shell.err().flush();
            }
        }
        return ExitCodes.OK;
    }
}
