package dev.batchline.poller;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The open batches of one task in figures.
 *
 * @param open how many of a kind
 * @param oldestByStatus when the oldest of a status was submitted
 * @param accounts how many of an account, and since when
 * @param overdueFrom by account, when each is past its time
 */
record Figures(
        Map<Kind, Integer> open,
        Map<String, Instant> oldestByStatus,
        Map<String, OfAccount> accounts,
        Map<String, List<Instant>> overdueFrom) {
    Figures {
        open = Map.copyOf(open);
        oldestByStatus = Map.copyOf(oldestByStatus);
        accounts = Map.copyOf(accounts);
        overdueFrom = Map.copyOf(overdueFrom);
    }

    /**
     * What is counted together.
     *
     * @param account what it was sent through
     * @param model of its request lines
     * @param status its last status' word
     */
    record Kind(String account, String model, String status) {}

    /**
     * The open batches of one account.
     *
     * @param open how many
     * @param oldest when the oldest was submitted
     */
    record OfAccount(int open, Instant oldest) {}
}
