package dev.batchline.batcher;

import dev.batchline.schemas.Selection;
import java.util.List;

/**
 * That a window holds requests which operators want no work on, beside others.
 *
 * @param v the version of this format, 1
 * @param only the selections that some of its requests belong to
 */
record Parted(int v, List<Selection> only) {
    static final int FORMAT = 1;

    Parted {
        only = List.copyOf(only);
    }
}
