package dev.batchline.runtime.task;

import dev.batchline.schemas.Topic;

/** A record that is larger than its topic takes was about to be written: whoever made it did not check its size. */
public final class OversizedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OversizedRecordException(Topic topic, long bytes, long limit) {
        super("a record of " + bytes + " bytes for " + topic.suffix() + ", which takes " + limit);
    }
}
