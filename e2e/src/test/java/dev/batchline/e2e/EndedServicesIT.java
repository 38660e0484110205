package dev.batchline.e2e;

import org.junit.jupiter.api.Tag;

/** SIGTERM of each service in each phase of a window: row 3 is what it leaves of the batcher. */
@Tag("crash-row-3")
class EndedServicesIT extends StopMatrix {
    EndedServicesIT() {
        super(false);
    }
}
