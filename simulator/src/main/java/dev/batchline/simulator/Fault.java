package dev.batchline.simulator;

import java.time.Duration;

/** One scripted departure from a smooth run; a new knob is a new record here and a question in {@link FaultScript}. */
public sealed interface Fault {

    /** The route that creates a batch. */
    String CREATE_BATCH = "POST /v1/batches";

    /**
     * The window of one batch closes early: after a share of its lines ran, the rest ends as {@code batch_expired}.
     *
     * @param nth which batch, from 1, counted as batches with enough lines enter {@code in_progress}
     * @param minimumLines batches with fewer lines are not counted
     * @param percentDone share of lines that still run, 0 to 100
     */
    record ExpireBatch(int nth, int minimumLines, double percentDone) implements Fault {
        public ExpireBatch {
            positive(nth);
            between0And1(percentDone / 100);
        }
    }

    /**
     * A share of the lines is answered with an HTTP error. The draw is seeded. 429, 408 and 5xx are drawn anew at each
     * execution of a custom_id; other statuses stick to the custom_id for ever.
     *
     * @param share share of lines, 0 to 1
     * @param status status code of the line, not 2xx
     */
    record FailLines(double share, int status) implements Fault {
        public FailLines {
            between0And1(share);
            if (status / 100 == 2) {
                throw new IllegalArgumentException("a failing line needs a status outside 2xx, got " + status);
            }
        }

        boolean passes() {
            return status == 429 || status == 408 || status >= 500;
        }
    }

    /**
     * The nth call of a route takes effect, but the caller never learns of it.
     *
     * @param route method and path, with {@code *} for an id, as in {@code POST /v1/files}
     * @param nth which call, from 1
     * @param status what the caller gets instead; 0 cuts the connection without a reply
     */
    record LoseReply(String route, int nth, int status) implements Fault {
        public LoseReply {
            positive(nth);
        }
    }

    /**
     * Some calls of a route are refused without any effect: an outage, a rate limit, a 404 that passes.
     *
     * @param route method and path, with {@code *} for an id, as in {@code GET /v1/batches/*}
     * @param first first refused call, from 1
     * @param last last refused call
     * @param status status of the refusal
     * @param retryAfter what {@code retry-after} asks for, in whole seconds; zero leaves the header out
     */
    record RefuseCalls(String route, int first, int last, int status, Duration retryAfter) implements Fault {
        public RefuseCalls {
            positive(first);
            positive(last);
        }
    }

    /**
     * New files and batches show up in lists only after a while; by id they are known at once.
     *
     * @param lag in provider time
     */
    record LagLists(Duration lag) implements Fault {}

    /**
     * The nth download announces its full length and breaks off early.
     *
     * @param nth which download of file content, from 1
     * @param percentSent share of the bytes sent, 0 to 100
     */
    record TruncateDownload(int nth, double percentSent) implements Fault {
        public TruncateDownload {
            positive(nth);
            between0And1(percentSent / 100);
        }
    }

    private static void positive(int nth) {
        if (nth < 1) {
            throw new IllegalArgumentException("counting starts at 1, got " + nth);
        }
    }

    private static void between0And1(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies between none and all, got " + share);
        }
    }
}
