package dev.batchline.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param environment the variables of the environment
 * @param in standard input
 * @param out standard output: results, and nothing else
 * @param err standard error: progress and complaints
 */
public record Shell(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /** Names nothing of the environment: it holds secrets. */
    @Override
    public String toString() {
        return "Shell";
    }
}
