package dev.batchline.cli.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a service does for a window, as it can be told from outside. */
public enum Phase {
    /** The batcher takes requests. */
    @JsonProperty("filling")
    FILLING("filling", "batcher"),
    /** The batcher's upload is on its way. */
    @JsonProperty("uploading")
    UPLOADING("uploading", "batcher"),
    /** The batcher's request for a batch is on its way. */
    @JsonProperty("creating")
    CREATING("creating", "batcher"),
    /** There are batches that have not ended. */
    @JsonProperty("at provider")
    AT_PROVIDER("at provider", "poller"),
    /** The joiner's download is on its way. */
    @JsonProperty("downloading")
    DOWNLOADING("downloading", "joiner"),
    /** The joiner has just committed results. */
    @JsonProperty("publishing")
    PUBLISHING("publishing", "joiner");

    private final String word;
    private final String service;

    Phase(String word, String service) {
        this.word = word;
        this.service = service;
    }

    /** The phase in words. */
    public String word() {
        return word;
    }

    /** The service whose work it is. */
    String service() {
        return service;
    }
}
