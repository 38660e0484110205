package dev.batchline.runtime.config;

import java.nio.file.Path;

/** Where the value of a setting came from. */
public sealed interface Origin {
    /** The origin as it is shown to people. */
    String describe();

    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String describe() {
            return "default";
        }
    }

    /**
     * A properties file.
     *
     * @param path the file
     */
    record File(Path path) implements Origin {
        @Override
        public String describe() {
            return "file " + path;
        }
    }

    /**
     * A variable of the environment.
     *
     * @param variable its name
     */
    record Environment(String variable) implements Origin {
        @Override
        public String describe() {
            return "environment variable " + variable;
        }
    }

    /**
     * A flag on the command line.
     *
     * @param flag the flag, such as {@code --override}
     */
    record CommandLine(String flag) implements Origin {
        @Override
        public String describe() {
            return "command line " + flag;
        }
    }
}
