package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which a server says how long it wants to be left alone. */
class ServerDelayTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1,1000", "0.5,500", "2.25,2250", "10.,10000", ".5,500", "' 3 ',3000"})
    void readsSecondsWithAndWithoutFraction(String text, long millis) {
        assertThat(ServerDelay.of(Headers.of("Retry-After", text))).contains(Duration.ofMillis(millis));
    }

    @Test
    void prefersMilliseconds() {
        Headers both = Headers.of("retry-after", "7", "retry-after-ms", "120.5");
        assertThat(ServerDelay.of(both)).contains(Duration.ofMillis(120));
    }

    @Test
    void fallsBackToSecondsIfMillisecondsAreNoNumber() {
        assertThat(ServerDelay.of(Headers.of("retry-after", "7", "retry-after-ms", "soon")))
                .contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sat, 21 Nov 2026 10:00:30 GMT", "Saturday, 21-Nov-26 10:00:30 GMT", "Sat Nov 21 10:00:30 2026"})
    void countsADateFromTheReplysOwnDate(String until) {
        Headers headers = Headers.of("Retry-After", until, "Date", "Sat, 21 Nov 2026 10:00:00 GMT");
        assertThat(ServerDelay.of(headers)).contains(Duration.ofSeconds(30));
    }

    @Test
    void takesADateThatHasPassedForNoWait() {
        Headers headers =
                Headers.of("Retry-After", "Sat, 21 Nov 2026 09:00:00 GMT", "Date", "Sat, 21 Nov 2026 10:00:00 GMT");
        assertThat(ServerDelay.of(headers)).contains(Duration.ZERO);
    }

    @Test
    void doesNotGuessWhatADateMeansWithoutTheServersClock() {
        assertThat(ServerDelay.of(Headers.of("Retry-After", "Sat, 21 Nov 2026 10:00:30 GMT")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "NaN", "Infinity", "1e3", "0x10", "later", "5s"})
    void ignoresWhatIsNoDelay(String text) {
        assertThat(ServerDelay.of(Headers.of("Retry-After", text))).isEmpty();
    }

    @Test
    void boundsAbsurdDelays() {
        assertThat(ServerDelay.of(Headers.of("Retry-After", "999999999999999999")))
                .contains(Duration.ofDays(30));
    }

    @Test
    void saysNothingWithoutHeaders() {
        assertThat(ServerDelay.of(Headers.of())).isEmpty();
    }
}
