package dev.batchline.providers;

import dev.batchline.providers.openai.OpenAi;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The adapters by the dialect they speak. A dialect that nobody speaks is an {@link UnknownProviderException}. */
public final class Providers {
    private static final Map<String, Dialect> DIALECTS =
            new TreeMap<>(Map.of(OpenAi.TYPE, new Dialect(OpenAi.LIMITS, OpenAi.LINES, OpenAi::connect)));

    private Providers() {}

    /** The dialects that are known. */
    public static SortedSet<String> types() {
        return new TreeSet<>(DIALECTS.keySet());
    }

    /** A connection to an account without a limit of ours; nothing is sent yet. */
    public static BatchProvider connect(AccountConnection connection) {
        return connect(connection, CallControl.NONE);
    }

    /** A connection to an account whose calls are held back and told as it says; nothing is sent yet. */
    public static BatchProvider connect(AccountConnection connection, CallControl control) {
        return dialect(connection.type()).connector.apply(connection, control);
    }

    /** What a batch may hold at most. */
    public static ProviderLimits limitsOf(String type) {
        return dialect(type).limits;
    }

    /** Reads and writes the lines of files. */
    public static LineCodec linesOf(String type) {
        return dialect(type).lines;
    }

    private static Dialect dialect(String type) {
        Dialect dialect = DIALECTS.get(type);
        if (dialect == null) {
            throw new UnknownProviderException(type, DIALECTS.keySet());
        }
        return dialect;
    }

    /** What is known of a dialect without an account. */
    private record Dialect(
            ProviderLimits limits,
            LineCodec lines,
            BiFunction<AccountConnection, CallControl, BatchProvider> connector) {}
}
