package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a window was closed. */
public enum CloseTrigger {
    @JsonProperty("count")
    COUNT,
    @JsonProperty("bytes")
    BYTES,
    @JsonProperty("tokens")
    TOKENS,
    @JsonProperty("inputs")
    INPUTS,
    @JsonProperty("linger")
    LINGER,
    @JsonProperty("flush")
    FLUSH
}
