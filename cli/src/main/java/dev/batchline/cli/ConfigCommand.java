package dev.batchline.cli;

import dev.batchline.runtime.config.EffectiveSetting;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the settings in effect and where each one came from. */
@Command(name = "config", description = "Show the settings in effect and where each value came from.")
final class ConfigCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    ConfigCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<EffectiveSetting> settings = config.load(shell.environment()).effective();
        new Table(
                        List.of("setting", "value", "origin"),
                        settings.stream()
                                .map(setting -> List.of(setting.key(), setting.value(), setting.origin()))
                                .toList())
                .print(shell.out(), output.format());
        return ExitCodes.OK;
    }
}
