package dev.batchline.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an installation, all of them checked.
 *
 * @param kafka how to reach Kafka
 * @param topics the topics
 * @param accounts the provider accounts, at least one; the first takes requests that name none
 * @param windows when a window closes
 * @param batches how batches are created, followed, repeated and priced
 * @param host what one process uses of its machine, and every setting as it is in effect
 */
public record BatchlineConfig(
        KafkaSettings kafka,
        TopicSettings topics,
        List<AccountSettings> accounts,
        WindowSettings windows,
        Batches batches,
        Host host) {
    public BatchlineConfig {
        accounts = List.copyOf(accounts);
    }

    /** Reads and checks everything; throws a {@link ConfigurationException} for the first thing that is wrong. */
    public static BatchlineConfig load(ConfigSources sources) {
        return new ConfigReader(new Values(sources)).read();
    }

    /** The account of this name. */
    public Optional<AccountSettings> account(String name) {
        return accounts.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /** Every setting as it is in effect, with its origin and without secrets. */
    public List<EffectiveSetting> effective() {
        return host.effective();
    }

    /**
     * How batches are created, followed, repeated and priced.
     *
     * @param poll how often a batch is asked for
     * @param retry how often a request is submitted again
     * @param createGrace how long a create call of an unknown outcome may still take effect
     * @param deletesFiles whether the provider's files are deleted once every item of a batch has its outcome
     * @param pricesFile the price list; null for the one that comes with the program
     */
    public record Batches(
            PollSettings poll,
            RetrySettings retry,
            Duration createGrace,
            boolean deletesFiles,
            @Nullable Path pricesFile) {}

    /**
     * What one process uses of its machine.
     *
     * @param spool where request lines wait
     * @param http where health and metrics are served
     * @param effective every setting as it is in effect
     */
    public record Host(SpoolSettings spool, HttpSettings http, List<EffectiveSetting> effective) {
        public Host {
            effective = List.copyOf(effective);
        }
    }
}
