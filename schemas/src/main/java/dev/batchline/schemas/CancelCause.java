package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who asked for the end of a batch, from which follows what becomes of the items that it did not execute. */
public enum CancelCause {
    /** An operator: they end as failed, {@code batch_cancelled}. */
    @JsonProperty("operator")
    OPERATOR,
    /** The poller, since the batch is past its time: they are treated as expired. */
    @JsonProperty("overdue")
    OVERDUE
}
