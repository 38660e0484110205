package dev.batchline.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much the program logs; {@code BATCHLINE_LOG} in the environment has the last word. */
public final class Logs {
    private static final String OURS = "dev.batchline";
    private static final String KAFKA = "org.apache.kafka";

    private Logs() {}

    /** Logs warnings only, for commands that show by themselves what happens. */
    public static void onlyWarnings(Shell shell) {
        if (!shell.environment().containsKey("BATCHLINE_LOG")
                && LoggerFactory.getLogger(OURS) instanceof Logger logger) {
            logger.setLevel(Level.WARN);
        }
    }

    /** Logs nothing of Kafka's clients but errors, for commands under which brokers come and go. */
    public static void noKafkaWarnings(Shell shell) {
        if (!shell.environment().containsKey("BATCHLINE_LOG")
                && LoggerFactory.getLogger(KAFKA) instanceof Logger logger) {
            logger.setLevel(Level.ERROR);
        }
    }
}
