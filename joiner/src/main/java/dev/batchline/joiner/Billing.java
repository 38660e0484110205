package dev.batchline.joiner;

import dev.batchline.prices.AnswerUsage;
import dev.batchline.prices.Cost;
import dev.batchline.prices.Mode;
import dev.batchline.prices.TokenUse;
import dev.batchline.providers.ResultItem;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the items of one batch took and cost, by their answers. It never holds an outcome back. */
final class Billing {
    private static final Logger LOG = LoggerFactory.getLogger(Billing.class);
    private static final int LONGEST_MODEL = 256;

    private final Prices prices;
    private final Batch batch;
    private boolean failed;

    Billing(Prices prices, Batch batch) {
        this.prices = prices;
        this.batch = batch;
    }

    /** The event for the ledger; empty if the answer tells no tokens, so that nothing says that it was billed. */
    Optional<LedgerEvent> of(ManifestItem item, ResultItem answer) {
        byte[] body = answer.body();
        String id = batch.id;
        String account = batch.account;
        if (body == null || id == null || account == null) {
            return Optional.empty();
        }
        return AnswerUsage.of(body).map(told -> event(item, told, id, account));
    }

    private LedgerEvent event(ManifestItem item, AnswerUsage.Told told, String id, String account) {
        String model = told.model() == null || told.model().length() > LONGEST_MODEL ? batch.model : told.model();
        Cost cost = cost(model, told.use());
        return new LedgerEvent(
                LedgerEvent.FORMAT,
                batch.window,
                id,
                account,
                batch.provider,
                model,
                Mode.BATCH.word(),
                item.attempt(),
                carried(item, Headers.TENANT),
                carried(item, Headers.JOB),
                tokens(told.use()),
                cost == null ? null : cost.version(),
                cost == null ? null : cost.paid().stripTrailingZeros(),
                cost == null ? null : cost.listPrice().stripTrailingZeros(),
                batch.at);
    }

    /** Its price; null if it has none, or if that cannot be said, which is logged once. */
    private @Nullable Cost cost(String model, TokenUse use) {
        if (batch.provider == null) {
            return null;
        }
        try {
            return prices.of(batch.provider, model, Mode.BATCH, use).orElse(null);
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("window_id", batch.window.text())
                        .addKeyValue("model", model)
                        .log("Items cannot be priced: they are published and stand on the ledger without a cost");
            }
            return null;
        }
    }

    /** The headers that tell the same on an outcome. */
    static List<Header> headers(LedgerEvent event) {
        LedgerEvent.Tokens tokens = event.tokens();
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of(Headers.TOKENS_INPUT, Long.toString(tokens.input())));
        headers.add(Header.of(Headers.TOKENS_CACHED, Long.toString(tokens.cached())));
        headers.add(Header.of(Headers.TOKENS_OUTPUT, Long.toString(tokens.output())));
        headers.add(Header.of(Headers.TOKENS_REASONING, Long.toString(tokens.reasoning())));
        BigDecimal cost = event.cost();
        if (cost != null) {
            headers.add(Header.of(Headers.COST, cost.toPlainString()));
        }
        if (event.priceVersion() != null) {
            headers.add(Header.of(Headers.PRICE_VERSION, event.priceVersion()));
        }
        return headers;
    }

    private static LedgerEvent.Tokens tokens(TokenUse use) {
        boolean written = use.cacheWrites() + use.longCacheWrites() > 0;
        return new LedgerEvent.Tokens(
                use.input(),
                use.cached(),
                written ? new LedgerEvent.CacheWrites(use.cacheWrites(), use.longCacheWrites()) : null,
                use.output(),
                use.reasoning());
    }

    /** What the request carried under a name, the last one if there are several. */
    private static @Nullable String carried(ManifestItem item, String name) {
        String found = null;
        for (Header header : item.headers()) {
            found = header.key().equals(name) ? header.text() : found;
        }
        return found;
    }

    /** Where prices come from. */
    @FunctionalInterface
    interface Prices {
        /** What an item costs, if its model has a price. */
        Optional<Cost> of(String provider, String model, Mode mode, TokenUse use);
    }

    /**
     * The batch whose items are priced.
     *
     * @param window the window that it is of
     * @param id the provider's batch id; null if there was no batch
     * @param account what it was sent through; null if that was not decided
     * @param provider the account's dialect; null if the account is not known any more
     * @param model the model that its requests name
     * @param at the time
     */
    record Batch(
            WindowId window,
            @Nullable String id,
            @Nullable String account,
            @Nullable String provider,
            String model,
            Instant at) {}
}
