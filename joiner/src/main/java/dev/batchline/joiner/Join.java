package dev.batchline.joiner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the joiner knows of one window: facts, the places of its manifest's parts, its end, and how far it is published.
 *
 * @param v the version of this format, 1
 * @param windowId the window
 * @param version counts its changes; a call answers one version
 * @param window the window as the batcher told it last; null if only its end was told
 * @param chunks for each part of the manifest its offset in the manifests topic
 * @param ending how its batch ended; null while it has not
 * @param progress how far it is published
 */
record Join(
        int v,
        WindowId windowId,
        long version,
        @Nullable Window window,
        Map<Integer, Long> chunks,
        @Nullable Ending ending,
        Progress progress) {
    static final int FORMAT = 1;

    Join {
        chunks = new TreeMap<>(chunks);
    }

    /** A window of which nothing is known yet. */
    static Join empty(WindowId id) {
        return new Join(FORMAT, id, 1, null, Map.of(), null, Progress.NONE);
    }

    Join with(Window told) {
        return new Join(v, windowId, version + 1, told, chunks, ending, progress);
    }

    Join withChunk(int chunk, long offset) {
        Map<Integer, Long> more = new TreeMap<>(chunks);
        more.put(chunk, offset);
        return new Join(v, windowId, version + 1, window, more, ending, progress);
    }

    /** The same without this part of the manifest, which is gone. */
    Join withoutChunk(int chunk) {
        Map<Integer, Long> fewer = new TreeMap<>(chunks);
        fewer.remove(chunk);
        return new Join(v, windowId, version + 1, window, fewer, ending, progress);
    }

    /** Whether nothing is known that is worth keeping. */
    @JsonIgnore
    boolean blank() {
        return window == null && chunks.isEmpty() && ending == null;
    }

    Join with(@Nullable Ending end) {
        return new Join(v, windowId, version + 1, window, chunks, end, progress);
    }

    Join with(Progress further) {
        return new Join(v, windowId, version + 1, window, chunks, ending, further);
    }

    /** Whether facts, the whole manifest and the end of the newest submission are there. */
    @JsonIgnore
    boolean complete() {
        if (window == null || ending == null || progress.done()) {
            return false;
        }
        boolean ended = switch (window.state()) {
            case WindowState.Submitted submitted -> submitted.batchId().equals(ending.batchId());
            case WindowState.Rejected rejected -> ending.batchId() == null;
            case WindowState.Cancelled cancelled -> ending.batchId() == null;
            case WindowState.Open open -> false;
            case WindowState.Sealed sealed -> false;
            case WindowState.Uploaded uploaded -> false;
            case WindowState.Creating creating -> false;
        };
        int parts = window.facts().manifestChunks();
        return ended && parts > 0 && chunks.size() >= parts;
    }

    /**
     * How far a window is published.
     *
     * @param next the first line without an outcome, from 0
     * @param completed lines that ended as completed
     * @param failed lines that ended as failed
     * @param resubmitted lines that go into a new window
     * @param tokens prompt tokens of the lines that ended as completed
     * @param filesNeeded true once a line ended whose answer is, or may be, in the result files only
     * @param waiting groups of lines that are still to be written to the lanes topic
     * @param done whether everything was told
     * @param toldAt when progress was told last
     * @param usage what the answers of all these lines took; null if an older version published some of them
     */
    record Progress(
            int next,
            long completed,
            long failed,
            long resubmitted,
            PromptTokens tokens,
            @Nullable Boolean filesNeeded,
            int waiting,
            boolean done,
            @Nullable Instant toldAt,
            @Nullable LineUsage usage) {
        static final Progress NONE = new Progress(0, 0, 0, 0, PromptTokens.NONE, null, 0, false, null, LineUsage.NONE);

        Progress {
            if (completed + failed + resubmitted != next) {
                throw new IllegalArgumentException(next + " lines are published, and their outcomes are " + completed
                        + " completed, " + failed + " failed and " + resubmitted + " resubmitted");
            }
        }

        /** Progress after a part was published; throws if the part does not begin where the last one ended. */
        Progress after(Chunk chunk) {
            if (!follows(chunk)) {
                throw new IllegalStateException("a part of a window begins at line " + chunk.from()
                        + ", the first line without an outcome is " + next);
            }
            return new Progress(
                    chunk.next(),
                    completed + chunk.completed(),
                    failed + chunk.failed(),
                    resubmitted + chunk.resubmitted().size(),
                    tokens.plus(chunk.sums().tokens()),
                    chunk.needsFiles() ? Boolean.TRUE : filesNeeded,
                    waiting + (chunk.resubmitted().isEmpty() ? 0 : 1),
                    false,
                    toldAt,
                    usageAfter(chunk));
        }

        private @Nullable LineUsage usageAfter(Chunk chunk) {
            LineUsage before = next == 0 ? LineUsage.NONE : usage;
            return before == null ? null : before.plus(chunk.sums().usage());
        }

        private boolean follows(Chunk chunk) {
            return chunk.from() == next;
        }

        Progress told(Instant now) {
            return new Progress(next, completed, failed, resubmitted, tokens, filesNeeded, waiting, done, now, usage);
        }

        Progress oneLessWaiting() {
            return new Progress(
                    next, completed, failed, resubmitted, tokens, filesNeeded, waiting - 1, done, toldAt, usage);
        }

        Progress finished() {
            return new Progress(
                    next, completed, failed, resubmitted, tokens, filesNeeded, waiting, true, toldAt, usage);
        }
    }
}
