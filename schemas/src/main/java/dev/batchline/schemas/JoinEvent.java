package dev.batchline.schemas;

import java.time.Instant;

/**
 * A step in the joining of a window: the value of the joins topic, keyed by window id.
 *
 * @param v the version of this format, 1
 * @param windowId the window
 * @param state how far it has come
 * @param occurredAt when
 */
public record JoinEvent(int v, WindowId windowId, JoinState state, Instant occurredAt) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /** A step made now. */
    public static JoinEvent of(WindowId windowId, JoinState state, Instant now) {
        return new JoinEvent(FORMAT, windowId, state, now);
    }
}
