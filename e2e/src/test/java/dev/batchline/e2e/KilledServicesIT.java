package dev.batchline.e2e;

import org.junit.jupiter.api.Tag;

/** SIGKILL of each service in each phase of a window: rows 1, 4 and 6 are what it leaves of the batcher. */
@Tag("crash-row-1")
@Tag("crash-row-4")
@Tag("crash-row-6")
class KilledServicesIT extends StopMatrix {
    KilledServicesIT() {
        super(true);
    }
}
