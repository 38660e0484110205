package dev.batchline.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one installation that they share, with its reader: started for the first, ended after all. After each
 * class it is held to every promise.
 */
final class SharedInstallation implements ParameterResolver, AfterAllCallback {
    /** So many requests fill a window: more than are published in one part. */
    static final int FULL = 12_000;

    static final List<String> SETTINGS = List.of(
            "partitions=3",
            "window.max.requests=" + FULL,
            "window.linger.ms=4000",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=500",
            "retry.backoff.ms=500",
            "create.grace.ms=3000",
            "streams.commit.interval.ms=100");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Installation.class || type == Outcomes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = store(context).computeIfAbsent(Running.class, unused -> start(), Running.class);
        return parameter.getParameter().getType() == Installation.class ? running.installation : running.outcomes;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = store(context).get(Running.class, Running.class);
        if (running != null) {
            running.installation.assertGuarantees();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(SharedInstallation.class));
    }

    private static Running start() {
        try {
            Path directory = Files.createTempDirectory(Path.of("target"), "installation");
            Installation installation = new Installation(directory.toAbsolutePath(), List.of("--speed", "8"), SETTINGS);
            return new Running(installation, new Outcomes(installation.config()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is shared. */
    private record Running(Installation installation, Outcomes outcomes) implements AutoCloseable {
        @Override
        public void close() {
            outcomes.close();
            installation.close();
        }
    }
}
