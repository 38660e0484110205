package dev.batchline.batcher;

/** Windows that go into a provider's empty queue of tokens, as many at a time as fit, the oldest first. */
final class QueueForecast {
    private final long budget;
    private long queued;
    private long rounds;

    QueueForecast(long budget) {
        this.budget = budget;
    }

    /** Takes the next window. */
    void add(long tokens) {
        if (rounds > 0 && BudgetPolicy.fits(tokens, queued, budget)) {
            queued += tokens;
        } else {
            rounds++;
            queued = tokens;
        }
    }

    /** How often the queue is filled; each time waits for the batches of the time before. */
    long rounds() {
        return rounds;
    }

    QueueForecast copy() {
        QueueForecast same = new QueueForecast(budget);
        same.queued = queued;
        same.rounds = rounds;
        return same;
    }
}
