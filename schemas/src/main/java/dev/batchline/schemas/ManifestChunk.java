package dev.batchline.schemas;

import java.util.List;

/**
 * A part of a window's manifest: the value of the manifests topic, keyed {@code <window id>/<chunk>}.
 *
 * @param v the version of this format, 1
 * @param windowId the window
 * @param chunk which part this is, from 0
 * @param chunks how many there are
 * @param items its lines in the order of the file
 */
public record ManifestChunk(int v, WindowId windowId, int chunk, int chunks, List<ManifestItem> items) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    public ManifestChunk {
        items = List.copyOf(items);
    }

    /** The record key of a part of a window's manifest. */
    public static String key(WindowId windowId, int chunk) {
        return windowId.text() + "/" + chunk;
    }

    /** The window that a record key belongs to. */
    public static WindowId windowOf(String key) {
        return WindowId.parse(key.substring(0, slash(key)));
    }

    /** The part that a record key names. */
    public static int chunkOf(String key) {
        try {
            return Integer.parseInt(key.substring(slash(key) + 1));
        } catch (NumberFormatException e) {
            throw new UnreadableRecordException("not the key of a manifest: " + key, e);
        }
    }

    private static int slash(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new UnreadableRecordException("not the key of a manifest: " + key);
        }
        return slash;
    }
}
