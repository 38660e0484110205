package dev.batchline.cli.estimate;

import dev.batchline.cli.Money;
import dev.batchline.cli.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An estimate as a table: a row for each line, and below them their total where people read it. */
final class EstimateTable {
    private final Shape shape;
    private final List<Column> columns;

    EstimateTable(Shape shape) {
        this.shape = shape;
        this.columns = columns(shape);
    }

    /** The table of these lines. */
    Table of(List<Line> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows(rows, lines, 1);
        if (shape.days > 1) {
            rows(rows, lines, shape.days);
        }
        Set<String> numbers = columns.stream()
                .filter(column -> column.number)
                .map(column -> column.name)
                .collect(Collectors.toSet());
        return new Table(columns.stream().map(column -> column.name).toList(), rows, numbers);
    }

    private void rows(List<List<String>> rows, List<Line> lines, long days) {
        for (Line line : lines) {
            rows.add(row(line, days));
        }
        if (shape.people && lines.size() > 1) {
            Sums all = lines.stream().map(Line::sums).reduce(Sums.NONE, Sums::plus);
            rows.add(row(new Line("total", "", "", null, all, null), days));
        }
    }

    private List<String> row(Line line, long days) {
        Line times = new Line(
                line.account(),
                line.endpoint(),
                line.model(),
                line.encoding(),
                line.sums().times(days),
                line.batches());
        return columns.stream()
                .map(column -> column.text.apply(new Cell(times, days)))
                .toList();
    }

    private static List<Column> columns(Shape shape) {
        List<Column> all = new ArrayList<>();
        add(all, shape.days > 1, new Column("days", true, cell -> Long.toString(cell.days)));
        add(all, shape.lanes, new Column("account", false, cell -> cell.line.account()));
        add(all, shape.file, new Column("endpoint", false, cell -> cell.line.endpoint()));
        all.add(new Column("model", false, cell -> cell.line.model()));
        add(all, shape.file, new Column("tokenizer", false, EstimateTable::tokenizer));
        add(all, shape.counted, number("requests", cell -> cell.line.sums().requests()));
        boolean programs = shape.file && !shape.people;
        add(all, programs, number("unbounded", cell -> cell.line.sums().unbounded()));
        add(all, programs, number("unseen", cell -> cell.line.sums().unseen()));
        all.add(number("input", cell -> cell.line.sums().input()));
        all.add(number("output", cell -> cell.line.sums().output()));
        add(all, shape.lanes && shape.counted, new Column("batches", !shape.people, EstimateTable::batches));
        add(all, shape.lanes && shape.counted, new Column("rounds", !shape.people, EstimateTable::rounds));
        all.add(money(shape, "batch_usd", cell -> cell.line.sums().batch()));
        all.add(money(shape, "standard_usd", cell -> cell.line.sums().standard()));
        all.add(money(shape, "saved_usd", cell -> cell.line.sums().saved()));
        return all;
    }

    private static void add(List<Column> all, boolean shown, Column column) {
        if (shown) {
            all.add(column);
        }
    }

    private static Column number(String name, Function<Cell, Long> value) {
        return new Column(name, true, cell -> Long.toString(value.apply(cell)));
    }

    private static Column money(Shape shape, String name, Function<Cell, @Nullable BigDecimal> value) {
        return new Column(name, false, cell -> {
            BigDecimal money = value.apply(cell);
            return money == null ? shape.people ? "-" : "" : Money.text(money);
        });
    }

    private static String tokenizer(Cell cell) {
        Encoding encoding = cell.line.encoding();
        return encoding == null ? "" : encoding.label();
    }

    private static String batches(Cell cell) {
        return cell.line.batches() == null
                ? ""
                : Long.toString(cell.line.batches().batches() * cell.days);
    }

    private static String rounds(Cell cell) {
        return cell.line.batches() == null
                ? ""
                : Long.toString(cell.line.batches().rounds());
    }

    /**
     * What is shown.
     *
     * @param file whether requests were read
     * @param lanes whether the account that would take them is known
     * @param counted whether the number of requests is known
     * @param days so many days are shown beside one; 1 for no more
     * @param people whether people read it
     */
    record Shape(boolean file, boolean lanes, boolean counted, long days, boolean people) {}

    /** A line on so many days. */
    private record Cell(Line line, long days) {}

    /** A column; numbers are numbers in JSON too. */
    private record Column(String name, boolean number, Function<Cell, String> text) {}
}
