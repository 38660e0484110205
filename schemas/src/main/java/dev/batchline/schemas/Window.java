package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A window with its state: the value of the windows topic, and what the batcher's store holds.
 *
 * @param v the version of this format, 1
 * @param id its name
 * @param version counts its changes from 1; an effect answers one version
 * @param facts what it contains
 * @param state where it stands
 */
public record Window(
        int v, @JsonProperty("window_id") WindowId id, long version, WindowFacts facts, WindowState state) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /** A window in its first version. */
    public static Window open(WindowId id, WindowFacts facts) {
        return new Window(FORMAT, id, 1, facts, new WindowState.Open());
    }

    /** The next version, in another state. */
    public Window to(WindowState next) {
        return new Window(FORMAT, id, version + 1, facts, next);
    }

    /** The same version with other facts: what an open window becomes when it takes a request. */
    public Window with(WindowFacts changed) {
        return new Window(FORMAT, id, version, changed, state);
    }
}
