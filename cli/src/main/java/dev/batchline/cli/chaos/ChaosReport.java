package dev.batchline.cli.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.batchline.guarantees.Guarantees;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How one run ended, or several together.
 *
 * @param seeds of the runs
 * @param seconds under faults
 * @param counted faults by kind and by what their victim was doing
 * @param others faults of the broker, and kills and freezes before which nothing had moved
 * @param figures what was counted
 * @param broken promises that were not kept
 * @param notes what a reader should know
 */
record ChaosReport(
        List<Long> seeds,
        long seconds,
        Map<FaultKind, Map<Phase, Integer>> counted,
        Map<FaultKind, Integer> others,
        Figures figures,
        List<Guarantees.Broken> broken,
        List<String> notes) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** Whether every promise was kept. */
    @JsonProperty("good")
    boolean good() {
        return broken.isEmpty();
    }

    /** Reads one from a file that {@link #json} was written to. */
    static ChaosReport read(Path file) {
        try {
            return JSON.readerFor(ChaosReport.class)
                    .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no report of a run", e);
        }
    }

    /** Two together. */
    ChaosReport and(ChaosReport other) {
        Map<FaultKind, Map<Phase, Integer>> sums = new EnumMap<>(FaultKind.class);
        for (ChaosReport one : List.of(this, other)) {
            one.counted.forEach((kind, row) ->
                    row.forEach((phase, times) -> sums.computeIfAbsent(kind, unused -> new EnumMap<>(Phase.class))
                            .merge(phase, times, Integer::sum)));
        }
        Map<FaultKind, Integer> rest = new EnumMap<>(FaultKind.class);
        others.forEach((kind, times) -> rest.merge(kind, times, Integer::sum));
        other.others.forEach((kind, times) -> rest.merge(kind, times, Integer::sum));
        return new ChaosReport(
                joined(seeds, other.seeds),
                seconds + other.seconds,
                sums,
                rest,
                figures.and(other.figures),
                joined(broken, other.broken),
                joined(notes, other.notes));
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints it for people. */
    void print(PrintStream out) {
        out.println();
        out.println("Faults by what their victim was doing:");
        row(out, "", Arrays.stream(Phase.values()).map(Phase::word).toList(), "all", "others");
        for (FaultKind kind : FaultKind.values()) {
            Map<Phase, Integer> row = counted.getOrDefault(kind, Map.of());
            int rest = others.getOrDefault(kind, 0);
            if (!row.isEmpty() || rest > 0) {
                row(out, kind.word(), cells(row), sum(row), Integer.toString(rest));
            }
        }
        Map<Phase, Integer> stops = FaultTable.stops(counted);
        row(out, "kill or freeze", cells(stops), sum(stops), "");
        Map<Phase, Integer> all = new EnumMap<>(Phase.class);
        counted.values().forEach(row -> row.forEach((phase, times) -> all.merge(phase, times, Integer::sum)));
        row(
                out,
                "all",
                cells(all),
                sum(all),
                Integer.toString(others.values().stream().mapToInt(i -> i).sum()));
        out.println();
        figures.lines(seconds).forEach(out::println);
        notes.forEach(note -> out.println("note: " + note));
        out.println();
        for (Guarantees.Broken promise : broken) {
            out.println("BROKEN: " + promise.name());
            promise.evidence().forEach(line -> out.println("    " + line));
        }
        out.println(
                good()
                        ? "Every promise was kept (seeds " + seeds + ")."
                        : broken.size() + " promises were broken (seeds " + seeds + ").");
        out.flush();
    }

    private static List<String> cells(Map<Phase, Integer> row) {
        return Arrays.stream(Phase.values())
                .map(phase -> Integer.toString(row.getOrDefault(phase, 0)))
                .toList();
    }

    private static String sum(Map<Phase, Integer> row) {
        return Integer.toString(row.values().stream().mapToInt(i -> i).sum());
    }

    private static void row(PrintStream out, String name, List<String> cells, String all, String others) {
        StringBuilder line = new StringBuilder(String.format("  %-14s", name));
        cells.forEach(cell -> line.append(String.format("%13s", cell)));
        line.append(String.format("%7s%9s", all, others));
        out.println(line);
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    /**
     * What was counted.
     *
     * @param sent request events on the topic
     * @param completed completed results
     * @param failed failed results
     * @param resubmitted items that were put into a new window
     * @param windows that were closed
     * @param executed lines that the provider ran
     * @param paidTwice bills beyond the first of a request
     * @param publishedTwice results beyond the first of a request
     * @param lost requests without a result
     * @param duplicatesCancelled second batches whose end the system asked for
     * @param lives of tasks that began
     * @param settledIn seconds from the last fault to the last end
     */
    record Figures(
            long sent,
            long completed,
            long failed,
            long resubmitted,
            long windows,
            long executed,
            long paidTwice,
            long publishedTwice,
            long lost,
            long duplicatesCancelled,
            long lives,
            long settledIn) {
        Figures and(Figures other) {
            return new Figures(
                    sent + other.sent,
                    completed + other.completed,
                    failed + other.failed,
                    resubmitted + other.resubmitted,
                    windows + other.windows,
                    executed + other.executed,
                    paidTwice + other.paidTwice,
                    publishedTwice + other.publishedTwice,
                    lost + other.lost,
                    duplicatesCancelled + other.duplicatesCancelled,
                    lives + other.lives,
                    Math.max(settledIn, other.settledIn));
        }

        List<String> lines(long seconds) {
            return List.of(
                    line("seconds under faults", seconds),
                    line("seconds to settle", settledIn),
                    line("sent", sent),
                    line("completed", completed),
                    line("failed", failed),
                    line("resubmitted", resubmitted),
                    line("windows", windows),
                    line("lives of tasks", lives),
                    line("executed", executed),
                    line("paid twice", paidTwice),
                    line("published twice", publishedTwice),
                    line("lost", lost),
                    line("duplicates cancelled", duplicatesCancelled));
        }

        private static String line(String name, long value) {
            return String.format("%-22s %d", name, value);
        }
    }
}
