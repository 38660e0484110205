package dev.batchline.e2e;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Classes that break a rule each, so that a rule that finds nothing is noticed. */
final class Offenders {
    private Offenders() {}

    /** Decides, but with a clock and a thread in hand. */
    static final class ImpurePolicy {
        private final Clock clock;

        ImpurePolicy(Clock clock) {
            this.clock = clock;
        }

        boolean due() {
            return !Thread.currentThread().isInterrupted() && clock.instant().isAfter(Instant.now());
        }
    }

    /** Reads the system clock by call and by reference, and sleeps. */
    static final class ClockReader {
        private final LongSupplier ticks = System::nanoTime;

        LocalDate read() throws InterruptedException {
            Thread.sleep(ticks.getAsLong() + InstantSource.system().millis());
            return LocalDate.now(ZoneOffset.UTC);
        }
    }

    /** Takes its time from outside, as it should. */
    static final class ClockTaker {
        private final Clock clock;

        ClockTaker(Clock clock) {
            this.clock = clock;
        }

        LocalDate read() {
            return LocalDate.now(clock);
        }
    }

    /** Prints. */
    static final class Printer {
        void print() {
            System.out.println();
        }
    }
}
