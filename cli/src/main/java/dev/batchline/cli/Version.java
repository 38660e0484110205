package dev.batchline.cli;

import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;

/** What {@code --version} says. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "Batchline " + Objects.requireNonNullElse(version, "(not packaged)"),
            "Kafka clients " + AppInfoParser.getVersion() + ", Java " + Runtime.version()
        };
    }
}
