package dev.batchline.runtime.config;

/** Says which setting cannot be used, where it came from, and what to do about it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public ConfigurationException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public ConfigurationException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What is wrong, for programs. */
    public Code code() {
        return code;
    }

    /** What can be wrong with a configuration. */
    public enum Code {
        /** No setting has this key. */
        UNKNOWN_KEY,
        /** The value is not one that the setting can have. */
        BAD_VALUE,
        /** Two settings contradict each other. */
        CONTRADICTION,
        /** A setting is needed and has no value. */
        MISSING_VALUE,
        /** The key is a Kafka property that Batchline sets itself. */
        NOT_YOURS_TO_SET,
        /** A file, or what a reference points to, cannot be read. */
        UNREADABLE
    }
}
