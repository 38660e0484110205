package dev.batchline.batcher;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Selection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose requests an open window holds, as far as that is known in one life and is few enough to be kept. */
final class Senders {
    private static final int MOST = 256;

    private final Set<Sender> seen = new HashSet<>();
    private boolean anybody;

    private Senders(boolean anybody) {
        this.anybody = anybody;
    }

    /** Those of a window that holds nothing yet. */
    static Senders none() {
        return new Senders(false);
    }

    /** Those of a window that an earlier life began. */
    static Senders unknown() {
        return new Senders(true);
    }

    /** Takes note of a request with these headers. */
    void add(List<Header> headers) {
        if (anybody) {
            return;
        }
        String tenant = null;
        String job = null;
        for (Header header : headers) {
            switch (header.key()) {
                case Headers.TENANT -> tenant = header.text();
                case Headers.JOB -> job = header.text();
                default -> {}
            }
        }
        seen.add(new Sender(tenant, job));
        if (seen.size() > MOST) {
            anybody = true;
            seen.clear();
        }
    }

    /** Whether there may be one whose requests are meant. */
    boolean mayBeAmong(Selection selection) {
        return anybody || seen.stream().anyMatch(sender -> selection.names(sender.tenant(), sender.job()));
    }

    /**
     * A tenant and a job.
     *
     * @param tenant null for none
     * @param job null for none
     */
    private record Sender(@Nullable String tenant, @Nullable String job) {}
}
