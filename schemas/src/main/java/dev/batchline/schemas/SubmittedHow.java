package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a window came by its batch. */
public enum SubmittedHow {
    /** The provider's reply to our create named it. */
    @JsonProperty("created")
    CREATED,
    /** It was found by its metadata after a reply was lost. */
    @JsonProperty("adopted")
    ADOPTED
}
