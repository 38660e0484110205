package dev.batchline.simulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides how one simulator behaves.
 *
 * @param site where it listens and keeps its files
 * @param time how provider time passes
 * @param phases how long a batch stays in each status
 * @param limits what the account may do
 * @param faults what goes wrong
 * @param seed the source of every draw: output order and failing lines
 */
public record SimulatorConfig(Site site, SimulatedTime time, Phases phases, Limits limits, Faults faults, long seed) {

    /**
     * Where a simulator lives.
     *
     * @param bindAddress address to listen on
     * @param port port to listen on, 0 for any free one
     * @param apiKey the only accepted bearer token; null accepts any
     * @param dataDirectory folder under which a folder for this run is made and removed at close; null uses the
     *     system's temporary folder
     */
    public record Site(
            String bindAddress,
            int port,
            @Nullable String apiKey,
            @Nullable Path dataDirectory) {
        @Override
        public String toString() {
            return "Site[" + bindAddress + ":" + port + ", dataDirectory=" + dataDirectory + "]";
        }
    }

    /** A configuration on 127.0.0.1 and any port, with recorded phases, documented limits and no faults. */
    public static Builder builder(SimulatedTime time) {
        return new Builder(time);
    }

    /** A configuration in the making. */
    public static final class Builder {
        private final SimulatedTime time;
        private String bindAddress = "127.0.0.1";
        private int port;
        private @Nullable String apiKey;
        private @Nullable Path dataDirectory;
        private Phases phases = Phases.recorded();
        private Limits limits = Limits.documented();
        private Faults faults = Faults.none();
        private long seed = 1;

        private Builder(SimulatedTime time) {
            this.time = time;
        }

        /** Sets the address to listen on. */
        public Builder bindAddress(String value) {
            bindAddress = value;
            return this;
        }

        /** Sets the port to listen on; 0 takes any free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Accepts only this bearer token. */
        public Builder apiKey(String value) {
            apiKey = value;
            return this;
        }

        /** Keeps files in a fresh folder under this one. */
        public Builder dataDirectory(Path value) {
            dataDirectory = value;
            return this;
        }

        /** Sets how long a batch stays in each status. */
        public Builder phases(Phases value) {
            phases = value;
            return this;
        }

        /** Sets what the account may do. */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /** Sets what goes wrong. */
        public Builder faults(Faults value) {
            faults = value;
            return this;
        }

        /** Sets the source of every draw. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The finished configuration. */
        public SimulatorConfig build() {
            Site site = new Site(bindAddress, port, apiKey, dataDirectory);
            return new SimulatorConfig(site, time, phases, limits, faults, seed);
        }
    }
}
