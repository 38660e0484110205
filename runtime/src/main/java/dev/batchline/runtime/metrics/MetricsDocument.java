package dev.batchline.runtime.metrics;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the page of meters from their lists. */
public final class MetricsDocument {
    private MetricsDocument() {}

    /**
     * The page.
     *
     * @param lists the meters of each part, by the part's name, in the order of the page
     */
    public static String markdown(Map<String, List<MeterEntry>> lists) {
        StringBuilder page = new StringBuilder("""
            # Metrics

            <!-- Written from the lists of meters. To write it again:
                 mvn -pl e2e -am test -Dtest=MetricsDocumentTest -Dbatchline.docs.write=true \\
                   -Dsurefire.failIfNoSpecifiedTests=false -->

            Every process serves them at `/metrics`, in Prometheus's text form or as OpenMetrics. Beside Batchline's
            own, below, there are those of Kafka Streams and its clients (`kafka_*`, with the tag `service`), of the JVM
            (`jvm_*`) and of the process (`process_*`, `system_*`).

            Counters begin at 0 with the process. They count when a record is forwarded, so an aborted transaction
            that is done again is counted twice; what has to be exact is in the topics.

            """);
        lists.forEach((part, meters) -> {
            page.append("## ").append(part).append("\n\n");
            page.append("| meter | at Prometheus | kind | tags | what it says |\n|---|---|---|---|---|\n");
            meters.stream().sorted(Comparator.comparing(MeterEntry::name)).forEach(meter -> row(page, meter));
            page.append('\n');
        });
        return page.toString();
    }

    private static void row(StringBuilder page, MeterEntry meter) {
        String tags = String.join(
                ", ", meter.tags().stream().map(tag -> "`" + tag + "`").toList());
        page.append("| `")
                .append(meter.name())
                .append("` | `")
                .append(prometheus(meter))
                .append("` | ");
        page.append(meter.kind().name().toLowerCase(Locale.ROOT))
                .append(" | ")
                .append(tags)
                .append(" | ");
        page.append(meter.meaning()).append(" |\n");
    }

    /** The name that Micrometer gives it at Prometheus. */
    static String prometheus(MeterEntry meter) {
        String name = meter.name().replace('.', '_');
        String unit = meter.unit().isEmpty() || name.endsWith("_" + meter.unit()) ? "" : "_" + meter.unit();
        return switch (meter.kind()) {
            case COUNTER -> name + unit + "_total";
            case GAUGE -> name.endsWith("_info") ? name : name + unit;
            case TIMER -> name + "_seconds";
        };
    }
}
