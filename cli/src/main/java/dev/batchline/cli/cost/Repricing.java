package dev.batchline.cli.cost;

import dev.batchline.prices.Cost;
import dev.batchline.prices.Mode;
import dev.batchline.prices.PriceList;
import dev.batchline.prices.TokenUse;
import dev.batchline.schemas.LedgerEvent;
import java.util.Arrays;
import java.util.Optional;

/** Prices ledger events again, by another list: what it does not have has no price, whatever it cost before. */
record Repricing(PriceList prices) {
    /** The event with this list's price. */
    LedgerEvent of(LedgerEvent event) {
        Cost cost = cost(event).orElse(null);
        return new LedgerEvent(
                event.v(),
                event.windowId(),
                event.batchId(),
                event.account(),
                event.provider(),
                event.model(),
                event.mode(),
                event.attempt(),
                event.tenant(),
                event.job(),
                event.tokens(),
                cost == null ? null : cost.version(),
                cost == null ? null : cost.paid(),
                cost == null ? null : cost.listPrice(),
                event.occurredAt());
    }

    private Optional<Cost> cost(LedgerEvent event) {
        String provider = event.provider();
        Optional<Mode> mode = Arrays.stream(Mode.values())
                .filter(known -> known.word().equals(event.mode()))
                .findFirst();
        return provider == null
                ? Optional.empty()
                : mode.flatMap(known -> prices.cost(provider, event.model(), known, use(event.tokens())));
    }

    private static TokenUse use(LedgerEvent.Tokens tokens) {
        LedgerEvent.CacheWrites writes = tokens.cacheWrites();
        return new TokenUse(
                tokens.input(),
                tokens.cached(),
                writes == null ? 0 : writes.minutes(),
                writes == null ? 0 : writes.hour(),
                tokens.output(),
                tokens.reasoning());
    }
}
