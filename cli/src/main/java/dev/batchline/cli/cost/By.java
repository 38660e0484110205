package dev.batchline.cli.cost;

import dev.batchline.schemas.LedgerEvent;
import java.time.ZoneOffset;
import java.util.Objects;

/** What costs are told apart by; the names are what users type. */
enum By {
    /** The model that answered. */
    model,
    /** Who the request was for. */
    tenant,
    /** The backfill or campaign. */
    job,
    /** The day, in UTC. */
    day,
    /** What it was sent through. */
    account;

    /** The word of an event; empty if it has none. */
    String of(LedgerEvent event) {
        return switch (this) {
            case model -> event.model();
            case tenant -> Objects.requireNonNullElse(event.tenant(), "");
            case job -> Objects.requireNonNullElse(event.job(), "");
            case day ->
                event.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate().toString();
            case account -> event.account();
        };
    }
}
