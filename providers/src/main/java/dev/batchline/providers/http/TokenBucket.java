package dev.batchline.providers.http;

import java.time.Duration;

/**
 * The arithmetic of a limit on calls: a token a call, of which some may be saved up. In no minute are there more calls
 * than the limit. It keeps no time of its own and is not safe for threads.
 */
final class TokenBucket {
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private final double capacity;
    private final double nanosPerToken;
    private double tokens;
    private Duration filled;

    /**
     * A full bucket.
     *
     * @param perMinute the most calls in any minute, from 1
     */
    TokenBucket(int perMinute, Duration now) {
        int saved = Math.max(1, perMinute / 60);
        this.capacity = saved;
        this.nanosPerToken = MINUTE / (perMinute - saved + 1);
        this.tokens = saved;
        this.filled = now;
    }

    /** Takes a token; how long to wait for it if there is none, else zero. */
    Duration take(Duration now) {
        fill(now);
        if (tokens >= 1) {
            tokens -= 1;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - tokens) * nanosPerToken));
    }

    /** Takes what was saved up, since the provider says that it is asked too much. */
    void empty(Duration now) {
        fill(now);
        tokens = Math.min(tokens, 0);
    }

    private void fill(Duration now) {
        Duration passed = now.minus(filled);
        if (passed.isPositive()) {
            tokens = Math.min(capacity, tokens + (double) passed.toNanos() / nanosPerToken);
            filled = now;
        }
    }
}
