package dev.batchline.cli.batches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** Shows how far jobs have come. */
final class JobReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NUMBERS = Set.of("sent", "waiting", "under_way", "completed", "failed");

    private final BatchlineConfig config;
    private final JobBoard board;

    private JobReport(BatchlineConfig config, JobBoard board) {
        this.config = config;
        this.board = board;
    }

    /** Reads what the topics tell of these jobs. */
    static JobReport read(BatchlineConfig config, List<JobChoice> choices) {
        Boards.requireTopics(config, JobBoard.TOPICS);
        JobBoard board = new JobBoard(choices);
        CommittedRecords.inOrder(config, JobBoard.ORDER).forEach(board::take);
        return new JobReport(config, board);
    }

    /** Prints a line a job and the windows that it is in, of those windows that are wanted. */
    void print(Shell shell, OutputOptions.Format format, Predicate<BatchLine> wanted) {
        List<JobLine> lines = board.lines();
        switch (format) {
            case json -> shell.out().println(json(lines, wanted));
            case csv -> jobs(lines, true).print(shell.out(), format);
            case table -> {
                jobs(lines, false).print(shell.out(), format);
                List<List<String>> rows = lines.stream()
                        .flatMap(line -> shares(line, wanted).stream())
                        .map(Share::row)
                        .toList();
                if (!rows.isEmpty()) {
                    shell.out().println();
                    new Table(Share.COLUMNS, rows).print(shell.out(), format);
                }
                shell.err().println(explanation());
                shell.err().flush();
            }
        }
        shell.out().flush();
    }

    private static Table jobs(List<JobLine> lines, boolean programs) {
        List<String> columns = JobLine.COLUMNS.stream()
                .map(column -> programs ? column.replace(' ', '_') : column)
                .toList();
        return new Table(columns, lines.stream().map(JobLine::row).toList(), NUMBERS);
    }

    private List<Share> shares(JobLine line, Predicate<BatchLine> wanted) {
        return line.windows().entrySet().stream()
                .flatMap(entry -> share(line, entry, wanted).stream())
                .sorted(Comparator.comparing(share -> share.window().window().text()))
                .toList();
    }

    private List<Share> share(JobLine line, Map.Entry<WindowId, Long> entry, Predicate<BatchLine> wanted) {
        return board.windows().line(entry.getKey()).filter(wanted).stream()
                .map(window -> new Share(line.choice(), window, entry.getValue()))
                .toList();
    }

    private String json(List<JobLine> lines, Predicate<BatchLine> wanted) {
        ArrayNode array = JSON.createArrayNode();
        for (JobLine line : lines) {
            ObjectNode job = array.addObject();
            job.put("job", line.choice().job());
            job.put("tenant", line.choice().tenant());
            job.put("sent", line.sent());
            job.put("waiting", line.waiting());
            job.put("under_way", line.underWay());
            job.put("completed", line.completed());
            job.put("failed", line.failed());
            job.put("answer", line.answer());
            ArrayNode windows = job.putArray("windows");
            for (Share share : shares(line, wanted)) {
                ObjectNode window = windows.addObject();
                window.put("window", share.window().window().text());
                window.put("batch", share.window().batchId());
                window.put("status", share.window().standing().word());
                window.put("requests", share.window().counts().requests());
                window.put("of_this_job", share.items());
            }
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String explanation() {
        return "sent: on " + String.join(", ", config.topics().requests()) + ", and what has left it but is known from "
                + "the others; under way: in the files of batches, by "
                + config.topics().name(Topic.MANIFESTS)
                + "; completed and failed: on " + config.topics().name(Topic.RESULTS_COMPLETED) + " and "
                + config.topics().name(Topic.RESULTS_FAILED) + "; waiting: the rest. What is older than these topics "
                + "keep is not counted, and a request that was replayed counts as sent again.";
    }

    /**
     * What a window holds of a job.
     *
     * @param choice the job
     * @param window the window
     * @param items how many of the job's requests are under way in it
     */
    private record Share(JobChoice choice, BatchLine window, long items) {
        private static final List<String> COLUMNS =
                List.of("job", "tenant", "window", "batch", "status", "requests", "of this job");

        private List<String> row() {
            return List.of(
                    Objects.requireNonNullElse(choice.job(), ""),
                    Objects.requireNonNullElse(choice.tenant(), ""),
                    window.window().text(),
                    Objects.requireNonNullElse(window.batchId(), ""),
                    window.standing().word(),
                    Long.toString(window.counts().requests()),
                    Long.toString(items));
        }
    }
}
