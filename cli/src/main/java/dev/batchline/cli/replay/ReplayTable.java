package dev.batchline.cli.replay;

import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Table;
import dev.batchline.cli.letters.LetterFacts;
import dev.batchline.schemas.RequestEvent;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Dead letters that were chosen, counted by reason, lane and what becomes of them; none of them is kept. */
final class ReplayTable {
    private static final List<String> COLUMNS = List.of(
            "code", "lane", "action", "count", "input_tokens", "max_output_tokens", "cost_usd", "unpriced", "why");
    private static final Set<String> NUMBERS = Set.of("count", "input_tokens", "max_output_tokens", "unpriced");

    /** Codes come from providers, models from users; beyond this many rows they are counted together. */
    private static final int MOST = 10_000;

    private final Estimator estimator;
    private final Map<Row, Sum> rows = new TreeMap<>(
            Comparator.comparing(Row::action).thenComparing(Row::code).thenComparing(Row::text));

    ReplayTable(Estimator estimator) {
        this.estimator = estimator;
    }

    /** Counts one. */
    void add(ReplayJob.Choice choice) {
        LetterFacts facts = choice.facts();
        switch (choice.decision()) {
            case Decision.Send send -> {
                Estimate estimate = estimator.of(send.request(), send.account());
                count(new Row(Action.SEND, facts.reason().code(), estimate.lane(), ""), Sum.of(estimate));
            }
            case Decision.Skip skip ->
                count(new Row(Action.SKIP, facts.reason().code(), lane(skip.request(), facts), "replayed before"));
            case Decision.Cannot cannot ->
                count(new Row(
                        Action.CANNOT, facts.reason().code(), facts.sending().account(), cannot.why()));
            case Decision.Spoiled spoiled ->
                count(new Row(
                        Action.CANNOT, facts.reason().code(), facts.sending().account(), spoiled.why()));
        }
    }

    /** Counts what another table has counted. */
    void addAll(ReplayTable other) {
        other.rows.forEach(this::count);
    }

    /** Begins anew. */
    void clear() {
        rows.clear();
    }

    /** How many dead letters have this action. */
    long count(Action action) {
        return sum(action).count();
    }

    /** What those with this action add up to. */
    Sum sum(Action action) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().action() == action)
                .map(Map.Entry::getValue)
                .reduce(Sum.NONE, Sum::plus);
    }

    /** Prints a line for each reason, lane and action. */
    void print(PrintStream out, OutputOptions.Format format, boolean done) {
        String unknown = format == OutputOptions.Format.table ? "-" : "";
        List<List<String>> lines = rows.entrySet().stream()
                .map(row -> row(row.getKey(), row.getValue(), done, unknown))
                .toList();
        new Table(COLUMNS, lines, NUMBERS).print(out, format);
    }

    private String lane(@Nullable RequestEvent request, LetterFacts facts) {
        String account = facts.sending().account();
        return request == null ? account : estimator.lane(request, account);
    }

    private void count(Row row) {
        count(row, Sum.ONE);
    }

    private void count(Row row, Sum sum) {
        Row known = rows.containsKey(row) || rows.size() < MOST ? row : new Row(row.action(), "(others)", "", "");
        rows.merge(known, sum, Sum::plus);
    }

    private static List<String> row(Row row, Sum sum, boolean done, String unknown) {
        BigDecimal cost = sum.cost();
        return List.of(
                row.code(),
                row.lane(),
                row.action().word(done),
                Long.toString(sum.count()),
                Long.toString(sum.input()),
                Long.toString(sum.output()),
                row.action() == Action.SEND && cost != null ? cost.toPlainString() : unknown,
                Long.toString(sum.unpriced()),
                row.why());
    }

    /** What becomes of a dead letter. */
    enum Action {
        /** It is sent again. */
        SEND("send", "sent"),
        /** It was sent again before. */
        SKIP("skip", "skipped"),
        /** It cannot be sent again. */
        CANNOT("cannot", "cannot");

        private final String before;
        private final String after;

        Action(String before, String after) {
            this.before = before;
            this.after = after;
        }

        private String word(boolean done) {
            return done ? after : before;
        }
    }

    /**
     * What is counted together.
     *
     * @param action what becomes of them
     * @param code why they failed
     * @param lane their lane, or their account where no request can be read
     * @param why the reason for the action, in words
     */
    private record Row(Action action, String code, String lane, String why) {
        private String text() {
            return lane + "\n" + why;
        }
    }

    /**
     * What some dead letters add up to.
     *
     * @param count how many
     * @param input about how many prompt tokens
     * @param output the most answer tokens of those that set a limit
     * @param unbounded how many set none
     * @param unpriced how many have a model without a price
     * @param cost US dollars; null if none of them has a price
     */
    record Sum(
            long count,
            long input,
            long output,
            long unbounded,
            long unpriced,
            @Nullable BigDecimal cost) {
        private static final Sum NONE = new Sum(0, 0, 0, 0, 0, null);
        private static final Sum ONE = new Sum(1, 0, 0, 0, 0, null);

        private static Sum of(Estimate estimate) {
            return new Sum(
                    1,
                    estimate.input(),
                    estimate.output(),
                    estimate.bounded() ? 0 : 1,
                    estimate.cost() == null ? 1 : 0,
                    estimate.cost());
        }

        private Sum plus(Sum other) {
            return new Sum(
                    count + other.count,
                    input + other.input,
                    output + other.output,
                    unbounded + other.unbounded,
                    unpriced + other.unpriced,
                    plus(cost, other.cost));
        }

        private static @Nullable BigDecimal plus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.add(other);
        }
    }
}
