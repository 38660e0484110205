package dev.batchline.cli;

import picocli.CommandLine.Option;

/** The flag that says how a command shows what it found. */
public final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json|csv",
            description = "How to show it: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            defaultValue = "table")
    private Format format = Format.table;

    /** The chosen form. */
    public Format format() {
        return format;
    }

    /** The forms of a table; their names are what users type. */
    public enum Format {
        /** For people. */
        table,
        /** An array with one object a row. */
        json,
        /** RFC 4180 with a header line. */
        csv
    }
}
