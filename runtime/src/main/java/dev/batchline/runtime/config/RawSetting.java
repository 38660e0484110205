package dev.batchline.runtime.config;

/**
 * A setting as somebody wrote it; its text may be a secret.
 *
 * @param key the setting
 * @param text its value, perhaps with references
 * @param origin where it stands
 */
record RawSetting(String key, String text, Origin origin) {
    /** The same with its references replaced. */
    RawSetting withText(String resolved) {
        return new RawSetting(key, resolved, origin);
    }

    @Override
    public String toString() {
        return "RawSetting[" + key + " from " + origin.describe() + "]";
    }
}
