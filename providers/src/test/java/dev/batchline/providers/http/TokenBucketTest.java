package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls a limit lets through. */
class TokenBucketTest {
    private static final Duration START = Duration.ofHours(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60, 61, 119, 120, 600, 3_000})
    void letsThroughNoMoreThanTheLimitInAnyMinuteAndHardlyLess(int perMinute) {
        Random random = new Random(perMinute);
        TokenBucket bucket = new TokenBucket(perMinute, START);
        List<Duration> taken = new ArrayList<>();
        Duration now = START;
        Duration end = START.plus(MINUTE.multipliedBy(5));
        while (now.compareTo(end) < 0) {
            Duration wait = bucket.take(now);
            if (wait.isZero()) {
                taken.add(now);
            } else {
                now = now.plus(wait);
            }
            boolean pause = random.nextInt(200) == 0;
            now = pause ? now.plusMillis(random.nextInt(2_000)) : now;
        }
        for (int first = 0, last = 0; last < taken.size(); last++) {
            while (taken.get(last).minus(taken.get(first)).compareTo(MINUTE) >= 0) {
                first++;
            }
            assertThat(last - first + 1).isLessThanOrEqualTo(perMinute);
        }
        assertThat(taken.size()).isGreaterThan(perMinute * 4);
    }

    @Test
    void savesUpASecondsWorth() {
        TokenBucket bucket = new TokenBucket(600, START);
        Duration later = START.plus(Duration.ofDays(1));
        for (int n = 0; n < 10; n++) {
            assertThat(bucket.take(later)).isZero();
        }
        assertThat(bucket.take(later)).isPositive().isLessThan(Duration.ofMillis(102));
    }

    @Test
    void hasNothingSavedUpAfterItWasEmptied() {
        TokenBucket bucket = new TokenBucket(600, START);
        bucket.empty(START);
        assertThat(bucket.take(START)).isPositive();
        assertThat(bucket.take(START.plusMillis(110))).isZero();
    }

    @Test
    void takesAClockThatStandsStillForNoTime() {
        TokenBucket bucket = new TokenBucket(1, START);
        assertThat(bucket.take(START)).isZero();
        assertThat(bucket.take(START)).isEqualTo(MINUTE);
        assertThat(bucket.take(START.minusSeconds(1))).isEqualTo(MINUTE);
        assertThat(bucket.take(START.plus(MINUTE).minusNanos(1))).isPositive();
        assertThat(bucket.take(START.plus(MINUTE))).isZero();
    }
}
