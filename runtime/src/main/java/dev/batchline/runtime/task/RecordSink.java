package dev.batchline.runtime.task;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a processor's records go, in the transaction that is open now. */
public interface RecordSink {
    /** Whether a record of this topic may be so large. */
    boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers);

    /**
     * Writes a record. Throws {@link OversizedRecordException} for one that the topic would refuse, since such a record
     * stops the whole process.
     */
    void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers);
}
