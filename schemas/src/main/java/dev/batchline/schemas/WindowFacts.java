package dev.batchline.schemas;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a window's contents without having them at hand.
 *
 * @param lane what its requests have in common
 * @param lastOffset the offset of its last record in the lanes topic
 * @param requests how many request lines it holds
 * @param bytes the size of its JSONL file, line feeds included
 * @param tokens the estimated prompt tokens of all its lines
 * @param inputs texts to embed over all its lines; one a line for other endpoints
 * @param manifestBytes what its manifest takes, about, before it is compressed
 * @param digest chain digest of its lines, base64: d = SHA-256(d ‖ line), from 32 zero bytes
 * @param surrogatesFrom from this line (0-based) on every line carries a wire id of ours, since the filter of the ids
 *     before it was lost; {@link Integer#MAX_VALUE} while it was not
 * @param bytesPerThousandTokens the ratio by which the tokens of all its lines are estimated, fixed when it was opened
 * @param skipped records of its lane between its first and its last that it does not hold, since they had come before
 * @param openedAt broker time of its first record
 * @param trigger why it was closed; null while it is open
 * @param manifestChunks how many parts its manifest has; 0 until it was uploaded
 */
public record WindowFacts(
        LaneKey lane,
        long lastOffset,
        int requests,
        long bytes,
        long tokens,
        long inputs,
        long manifestBytes,
        String digest,
        int surrogatesFrom,
        int bytesPerThousandTokens,
        List<OffsetRange> skipped,
        Instant openedAt,
        @Nullable CloseTrigger trigger,
        int manifestChunks) {
    public WindowFacts {
        skipped = List.copyOf(skipped);
    }

    /** The same facts of a window that is closed now. */
    public WindowFacts closed(CloseTrigger why) {
        return with(skipped, why, 0);
    }

    /** The same facts of a window that passed over these records of its lane. */
    public WindowFacts withSkipped(List<OffsetRange> gaps) {
        return with(gaps, trigger, 0);
    }

    /** The same facts of a window whose manifest was written in so many parts. */
    public WindowFacts withManifest(int chunks) {
        return with(skipped, trigger, chunks);
    }

    private WindowFacts with(List<OffsetRange> gaps, @Nullable CloseTrigger why, int chunks) {
        return new WindowFacts(
                lane,
                lastOffset,
                requests,
                bytes,
                tokens,
                inputs,
                manifestBytes,
                digest,
                surrogatesFrom,
                bytesPerThousandTokens,
                gaps,
                openedAt,
                why,
                chunks);
    }
}
