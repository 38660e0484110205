package dev.batchline.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.prices.PriceList;
import dev.batchline.schemas.LedgerEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ledger events add up to; the expected sums are computed by hand. */
class CostTableTest {
    /** Requests of 8,000 prompt and 2,000 answer tokens at 3 and 15 US dollars for a million, in a batch the half. */
    @Test
    void addsUpADayOfAnApplication() {
        CostTable costs = new CostTable(List.of(By.day));
        for (int request = 0; request < 1_000; request++) {
            costs.take(Events.event("claude-sonnet-4-5", 8_000, 2_000, "0.027", "0.054"));
        }
        assertThat(costs.rows(false, ""))
                .containsExactly(
                        List.of("2026-11-21", "1000", "0", "8000000", "0", "2000000", "27.00", "54.00", "27.00"));
        assertThat(costs.total().saved().multiply(BigDecimal.valueOf(360))).isEqualByComparingTo("9720");
    }

    /** 14,285 times 1 + 2 + ... + 7, and 1 + 2 + 3 + 4 + 5: 399,995 times 0.0000002, and 300,000 times 0.0000008. */
    @Test
    void addsUpHundredThousandItemsExactly() {
        CostTable costs = new CostTable(List.of(By.model, By.tenant));
        for (int item = 0; item < 100_000; item++) {
            BigDecimal cost = new BigDecimal("0.0000002")
                    .multiply(BigDecimal.valueOf(item % 7 + 1))
                    .add(new BigDecimal("0.0000024"));
            String list = cost.multiply(BigDecimal.TWO).toPlainString();
            costs.take(Events.event("gpt-4.1-mini", item % 7 + 1, 3, cost.toPlainString(), list));
        }
        assertThat(costs.rows(false, ""))
                .containsExactly(List.of(
                        "gpt-4.1-mini",
                        "t",
                        "100000",
                        "0",
                        "399995",
                        "0",
                        "300000",
                        "0.319999",
                        "0.639998",
                        "0.319999"));
    }

    @Test
    void countsItemsWithoutPriceAndShowsNoMoneyWhereNothingHasOne() {
        CostTable costs = new CostTable(List.of(By.model));
        costs.take(Events.event("a", 1, 1, "0.5", "1"));
        costs.take(Events.event("a", 1, 1, null, null));
        costs.take(Events.event("b", 1, 1, null, null));
        assertThat(costs.rows(true, "-"))
                .containsExactly(
                        List.of("a", "2", "1", "2", "0", "2", "0.50", "1.00", "0.50"),
                        List.of("b", "1", "1", "1", "0", "1", "-", "-", "-"),
                        List.of("total", "3", "2", "3", "0", "3", "0.50", "1.00", "0.50"));
    }

    @Test
    void tellsApartByEveryCombination() {
        CostTable costs = new CostTable(List.of(By.account, By.job, By.day, By.model));
        costs.take(Events.event("m", 1, 1, "1", "2"));
        assertThat(costs.columns()).startsWith("account", "job", "day", "model", "attempts");
        assertThat(costs.rows(false, "").getFirst()).startsWith("main", "", "2026-11-21", "m", "1");
    }

    @Test
    void pricesAgainWithAnotherListAndForgetsTheOldPriceOfWhatThatDoesNotHave() {
        Repricing again = new Repricing(PriceList.builtIn());
        LedgerEvent known = again.of(Events.event("gpt-4.1-mini", 1_234, 567, "9", "9"));
        assertThat(known.cost()).isEqualByComparingTo("0.0007004");
        assertThat(known.listPrice()).isEqualByComparingTo("0.0014008");
        assertThat(again.of(Events.event("gpt-4.1-minor", 1, 1, "9", "9")).cost())
                .isNull();
    }

    @Test
    void readsDaysAndTimes() {
        assertThat(new Moments().convert("2026-11-21")).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(new Moments().convert("2026-11-21T09:00:00+01:00")).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
    }
}
