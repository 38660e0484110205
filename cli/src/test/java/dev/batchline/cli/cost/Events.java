package dev.batchline.cli.cost;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.WindowId;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ledger events of tests. */
final class Events {
    static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");

    private static final WindowId WINDOW = WindowId.of(
            DeploymentId.of("cluster", "topic"), 0, new LaneKey("main", "/v1/chat/completions", "m", "24h"), 7);

    private Events() {}

    /** An event of tenant {@code t} and no job. */
    static LedgerEvent event(String model, long input, long output, @Nullable String cost, @Nullable String list) {
        return event(model, input, output, cost, list, AT);
    }

    static LedgerEvent event(
            String model, long input, long output, @Nullable String cost, @Nullable String list, Instant at) {
        return new LedgerEvent(
                LedgerEvent.FORMAT,
                WINDOW,
                "b1",
                "main",
                "openai",
                model,
                "batch",
                1,
                "t",
                null,
                new LedgerEvent.Tokens(input, 0, null, output, 0),
                cost == null ? null : "2026-11-17",
                cost == null ? null : new BigDecimal(cost),
                list == null ? null : new BigDecimal(list),
                at);
    }
}
