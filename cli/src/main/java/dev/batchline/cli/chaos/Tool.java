package dev.batchline.cli.chaos;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Small programs of the system. */
final class Tool {
    private static final int PATIENCE_SECONDS = 10;

    private Tool() {}

    /** Runs one; whether it ended well. What it says is not shown. */
    static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
