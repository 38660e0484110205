package dev.batchline.cli;

/** What a command ends with. */
public final class ExitCodes {
    /** It did what it was asked to. */
    public static final int OK = 0;

    /** It tried and failed. */
    public static final int FAILED = 1;

    /** It was asked for something that does not exist, or with a setting that cannot be. */
    public static final int USAGE = 2;

    /** It found something that a person has to decide or mend. */
    public static final int NEEDS_YOU = 3;

    private ExitCodes() {}
}
