package dev.batchline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How waits grow from failure to failure. */
class BackOffTest {
    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Test
    void doublesFromTheFirstWait() {
        assertThat(BACK_OFF.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(BACK_OFF.after(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(BACK_OFF.after(6)).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void staysAtTheLongestWait() {
        assertThat(BACK_OFF.after(7)).isEqualTo(Duration.ofMinutes(1));
        assertThat(BACK_OFF.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesNoFailureForTheFirst() {
        assertThat(BACK_OFF.after(0)).isEqualTo(Duration.ofSeconds(1));
    }
}
