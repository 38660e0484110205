package dev.batchline.cli.lanes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Table;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LaneStatus.Budget;
import dev.batchline.schemas.LaneStatus.Why;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lanes as rows: for people short, with what each waits for in words below it; for programs every figure. */
final class LaneTable {
    private static final int WIDTH = 120;
    private static final int LONGEST_LANE = 44;
    private static final String INDENT = "    ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> BRIEF =
            List.of("lane", "lines", "bytes", "tokens", "age", "closed", "sent", "queued", "as of");
    private static final List<String> FULL = List.of(
            "lane",
            "reason",
            "held",
            "why",
            "until",
            "open_requests",
            "open_requests_limit",
            "open_bytes",
            "open_bytes_limit",
            "open_tokens",
            "open_tokens_limit",
            "open_age_seconds",
            "closed_windows",
            "closed_requests",
            "sent_windows",
            "sent_requests",
            "publishing_windows",
            "account",
            "queued_tokens",
            "queued_tokens_limit",
            "batches_this_hour",
            "batches_an_hour",
            "as_of");
    private final List<LaneStatus> lanes;
    private final Instant now;

    LaneTable(List<LaneStatus> lanes, Instant now) {
        this.lanes = List.copyOf(lanes);
        this.now = now;
    }

    void print(PrintStream out, OutputOptions.Format format) {
        switch (format) {
            case table -> brief(out);
            case json -> out.println(json());
            case csv -> new Table(FULL, lanes.stream().map(this::full).toList()).print(out, format);
        }
        out.flush();
    }

    /** The values of the topic as they are, which are a contract. */
    private String json() {
        ArrayNode array = JSON.createArrayNode();
        try {
            for (LaneStatus lane : lanes) {
                array.add(JSON.readTree(JsonCodec.LANE_STATUS.encode(lane)));
            }
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void brief(PrintStream out) {
        List<String> lines = new Table(BRIEF, lanes.stream().map(this::brief).toList()).lines();
        if (!lanes.isEmpty()) {
            out.println(lines.getFirst());
        }
        for (int row = 0; row < lanes.size(); row++) {
            LaneStatus lane = lanes.get(row);
            if (name(lane).isEmpty()) {
                out.println(lane.lane().text());
            }
            out.println(lines.get(row + 1));
            for (Why why : lane.why()) {
                wrapped(why).forEach(out::println);
            }
        }
    }

    /** A name that would make the table too wide stands on a line of its own. */
    private static String name(LaneStatus lane) {
        String name = lane.lane().text();
        return name.length() > LONGEST_LANE ? "" : name;
    }

    private List<String> brief(LaneStatus lane) {
        LaneStatus.Filling open = lane.open();
        LaneStatus.Closed closed = lane.closed();
        Budget budget = fullest(lane);
        return List.of(
                name(lane),
                open == null
                        ? "-"
                        : Quantities.of(open.requests(), (long) open.limits().requests()),
                open == null ? "-" : Quantities.of(open.bytes(), open.limits().bytes()),
                open == null ? "-" : Quantities.of(open.tokens(), open.limits().tokens()),
                open == null ? "-" : Quantities.brief(Duration.between(open.openedAt(), now)),
                Integer.toString(closed.sealed().windows() + closed.uploaded().windows()),
                Integer.toString(closed.submitted().windows()),
                budget == null ? "-" : Quantities.of(budget.tokens(), budget.tokensLimit()),
                Quantities.brief(Duration.between(lane.asOf(), now)));
    }

    private List<String> full(LaneStatus lane) {
        Why why = lane.why().getFirst();
        LaneStatus.Closed closed = lane.closed();
        String words = lane.why().stream().map(Why::words).collect(Collectors.joining(". "));
        List<String> row = new ArrayList<>(
                List.of(lane.lane().text(), why.reason(), Boolean.toString(why.held()), words, text(why.until())));
        row.addAll(open(lane.open()));
        row.addAll(numbers(
                closed.sealed().windows() + closed.uploaded().windows(),
                closed.sealed().requests() + closed.uploaded().requests(),
                closed.submitted().windows(),
                closed.submitted().requests(),
                closed.ended().windows()));
        Budget budget = fullest(lane);
        row.add(budget == null ? "" : budget.account());
        row.add(Long.toString(budget == null ? 0 : budget.tokens()));
        row.add(budget == null ? "" : text(budget.tokensLimit()));
        row.addAll(numbers(budget == null ? 0 : budget.creations(), budget == null ? 0 : budget.creationsLimit()));
        row.add(lane.asOf().toString());
        return row;
    }

    private List<String> open(LaneStatus.@Nullable Filling open) {
        if (open == null) {
            return List.of("0", "", "0", "", "0", "", "0");
        }
        Duration age = Duration.between(open.openedAt(), now);
        return List.of(
                Integer.toString(open.requests()),
                Integer.toString(open.limits().requests()),
                Long.toString(open.bytes()),
                Long.toString(open.limits().bytes()),
                Long.toString(open.tokens()),
                text(open.limits().tokens()),
                Long.toString(Math.max(0, age.toSeconds())));
    }

    /** The account of the lane's pool whose queue of tokens is the fullest. */
    private static @Nullable Budget fullest(LaneStatus lane) {
        return lane.budgets().stream()
                .max(Comparator.comparingDouble(LaneTable::share).thenComparingLong(Budget::tokens))
                .orElse(null);
    }

    private static double share(Budget budget) {
        Long limit = budget.tokensLimit();
        return limit == null || limit == 0 ? 0 : (double) budget.tokens() / limit;
    }

    private static List<String> numbers(long... numbers) {
        List<String> texts = new ArrayList<>();
        for (long number : numbers) {
            texts.add(Long.toString(number));
        }
        return texts;
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    /** The words over as many lines as they need; what is not the usual course of things is marked. */
    private static List<String> wrapped(Why why) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(why.held() ? "  ! " : INDENT);
        for (String word : why.words().split("\\s+", -1)) {
            if (line.length() > INDENT.length() && line.length() + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(INDENT);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
