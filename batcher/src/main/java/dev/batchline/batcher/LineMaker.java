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
    private final LineCodec codec;
    private final WindowId window;
    private final int customIdLength;
    private final @Nullable DuplicateFilter filter;
    private final int surrogatesFrom;

    private LineMaker(
            LineCodec codec,
            WindowId window,
            int customIdLength,
            @Nullable DuplicateFilter filter,
            int surrogatesFrom) {
        this.codec = codec;
        this.window = window;
        this.customIdLength = customIdLength;
        this.filter = filter;
        this.surrogatesFrom = surrogatesFrom;
    }

    /** For a window from its first line on; from line {@code surrogatesFrom} on every id is one of ours. */
    static LineMaker fromStart(LineCodec codec, WindowId window, int customIdLength, int surrogatesFrom) {
        return new LineMaker(codec, window, customIdLength, new DuplicateFilter(), surrogatesFrom);
    }

    /** For a window whose filter was lost: every id from here on is one of ours. */
    static LineMaker withoutFilter(LineCodec codec, WindowId window, int seq) {
        return new LineMaker(codec, window, 0, null, seq);
    }

    /** From this line on every id is one of ours. */
    int surrogatesFrom() {
        return surrogatesFrom;
    }

    /** The next line, which is the {@code seq}-th, from 0. */
    SpoolEntry make(int seq, LaneRecord record, RequestEvent event) {
        String customId = event.customId();
        boolean own =
                filter != null && seq < surrogatesFrom && customId.length() <= customIdLength && filter.add(customId);
        String wireId = own ? null : window.wireId(seq);
        ManifestItem item = new ManifestItem(
                seq,
                record.offset(),
                customId,
                wireId,
                TokenEstimate.ofBody(event.bodyEnd() - event.bodyStart()),
                record.attempt(),
                record.headers());
        return new SpoolEntry(codec.requestLine(event, item.idOnWire()), item);
    }
}
