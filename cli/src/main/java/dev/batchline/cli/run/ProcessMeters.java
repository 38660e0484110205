package dev.batchline.cli.run;

import dev.batchline.cli.Batchline;
import dev.batchline.runtime.metrics.RuntimeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;

/** The meters of the process itself: which build it is, its JVM, its share of the machine. */
final class ProcessMeters implements AutoCloseable {
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    ProcessMeters(MeterRegistry meters) {
        String version = Batchline.class.getPackage().getImplementationVersion();
        RuntimeMeters.build(
                meters,
                Objects.requireNonNullElse(version, "unpackaged"),
                AppInfoParser.getVersion(),
                Runtime.version().toString());
        garbage.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
    }

    @Override
    public void close() {
        garbage.close();
    }
}
