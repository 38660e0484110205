package dev.batchline.batcher;

import dev.batchline.providers.LineCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.WindowId;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lines of one window. The same requests in the same order give the same bytes, so that a spool file that was
 * lost can be made again.
 */
final class LineMaker {
    private final WindowId window;
    private final int customIdLength;
    private final @Nullable DuplicateFilter filter;
    private final int surrogatesFrom;
    private final int bytesPerThousandTokens;

    private LineMaker(
            WindowId window,
            int customIdLength,
            @Nullable DuplicateFilter filter,
            int surrogatesFrom,
            int bytesPerThousandTokens) {
        this.window = window;
        this.customIdLength = customIdLength;
        this.filter = filter;
        this.surrogatesFrom = surrogatesFrom;
        this.bytesPerThousandTokens = bytesPerThousandTokens;
    }

    /** For a window from its first line on; from line {@code surrogatesFrom} on every id is one of ours. */
    static LineMaker fromStart(WindowId window, int customIdLength, int surrogatesFrom, int bytesPerThousandTokens) {
        return new LineMaker(window, customIdLength, new DuplicateFilter(), surrogatesFrom, bytesPerThousandTokens);
    }

    /** For a window whose filter was lost: every id from here on is one of ours. */
    static LineMaker withoutFilter(WindowId window, int seq, int bytesPerThousandTokens) {
        return new LineMaker(window, 0, null, seq, bytesPerThousandTokens);
    }

    /** From this line on every id is one of ours. */
    int surrogatesFrom() {
        return surrogatesFrom;
    }

    /** The ratio by which tokens are estimated. */
    int bytesPerThousandTokens() {
        return bytesPerThousandTokens;
    }

    /** The next line, which is the {@code seq}-th, from 0, as this codec writes it. */
    SpoolEntry make(LineCodec codec, int seq, LaneRecord record, RequestEvent event) {
        String customId = event.customId();
        boolean own =
                filter != null && seq < surrogatesFrom && customId.length() <= customIdLength && filter.add(customId);
        String wireId = own ? null : window.wireId(seq);
        byte[] line = codec.requestLine(event, wireId == null ? customId : wireId);
        long tokens = TokenEstimate.of(line.length + 1L, bytesPerThousandTokens);
        return new SpoolEntry(
                line,
                new ManifestItem(seq, record.offset(), customId, wireId, tokens, record.attempt(), record.headers()));
    }
}
