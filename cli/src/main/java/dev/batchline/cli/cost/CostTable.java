package dev.batchline.cli.cost;

import dev.batchline.cli.Money;
import dev.batchline.schemas.LedgerEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Costs by whatever they are told apart by. It holds a sum for each row and no events. */
final class CostTable {
    /** The columns that are whole numbers. */
    static final Set<String> NUMBERS = Set.of("attempts", "unpriced", "input", "cached", "output");

    private static final Comparator<List<String>> IN_ORDER = CostTable::compare;

    private final List<By> by;
    private final Map<List<String>, CostSum> sums = new TreeMap<>(IN_ORDER);
    private CostSum total = CostSum.NONE;

    CostTable(List<By> by) {
        this.by = List.copyOf(by);
    }

    /** Adds an event. */
    void take(LedgerEvent event) {
        List<String> key = by.stream().map(what -> what.of(event)).toList();
        sums.put(key, sums.getOrDefault(key, CostSum.NONE).plus(event));
        total = total.plus(event);
    }

    /** All together. */
    CostSum total() {
        return total;
    }

    List<String> columns() {
        return Stream.concat(
                        by.stream().map(By::name),
                        Stream.of(
                                "attempts",
                                "unpriced",
                                "input",
                                "cached",
                                "output",
                                "paid_usd",
                                "list_usd",
                                "saved_usd"))
                .toList();
    }

    /**
     * The sums as texts, and below them their total where people read it.
     *
     * @param unknown what stands for money where nothing has a price
     */
    List<List<String>> rows(boolean people, String unknown) {
        List<List<String>> rows = new ArrayList<>();
        sums.forEach((key, sum) -> rows.add(row(key, sum, unknown)));
        if (people && sums.size() > 1) {
            List<String> key = new ArrayList<>(by.stream().map(what -> "").toList());
            key.set(0, "total");
            rows.add(row(key, total, unknown));
        }
        return rows;
    }

    private static List<String> row(List<String> key, CostSum sum, String unknown) {
        List<String> row = new ArrayList<>(key);
        for (long number : new long[] {sum.attempts(), sum.unpriced(), sum.input(), sum.cached(), sum.output()}) {
            row.add(Long.toString(number));
        }
        for (BigDecimal money : List.of(sum.paid(), sum.listPrice(), sum.saved())) {
            row.add(sum.priced() ? Money.text(money) : unknown);
        }
        return row;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
