package dev.batchline.cli.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What can be done to an installation. */
public enum FaultKind {
    /** SIGKILL of a service's process, and a start of another one a little later. */
    @JsonProperty("kill")
    KILL("kill", 12, 0, 4_000),
    /** A process stands still for less than a session time-out. */
    @JsonProperty("freeze")
    FREEZE("freeze", 5, 1_000, 6_000),
    /** A process stands still for longer than a session time-out. */
    @JsonProperty("long-freeze")
    LONG_FREEZE("long-freeze", 4, 12_000, 20_000),
    /** SIGTERM, the end in good order, and another start. */
    @JsonProperty("restart")
    RESTART("restart", 4, 0, 1_000),
    /** Nothing passes between a process and the broker, while its way to the provider is open. */
    @JsonProperty("cut-broker")
    CUT_BROKER("cut-broker", 4, 2_000, 20_000),
    /** Nothing passes between a process and the provider, while its way to the broker is open. */
    @JsonProperty("cut-provider")
    CUT_PROVIDER("cut-provider", 3, 1_000, 12_000),
    /** Half of a process's calls of the provider break off in the middle. */
    @JsonProperty("broken-calls")
    BROKEN_CALLS("broken-calls", 3, 2_000, 10_000),
    /** Every write to a file fails. */
    @JsonProperty("full-disk")
    FULL_DISK("full-disk", 3, 2_000, 10_000),
    /** The broker ends in good order and starts again. */
    @JsonProperty("bounce-broker")
    BOUNCE_BROKER("bounce-broker", 1, 0, 0),
    /**
     * SIGKILL of the broker. A transaction of a one-node cluster can hang after that in Kafka itself, so it is not done
     * unless it is asked for.
     */
    @JsonProperty("kill-broker")
    KILL_BROKER("kill-broker", 1, 0, 0);

    private final String word;
    private final int weight;
    private final Duration shortest;
    private final Duration longest;

    FaultKind(String word, int weight, long shortestMillis, long longestMillis) {
        this.word = word;
        this.weight = weight;
        this.shortest = Duration.ofMillis(shortestMillis);
        this.longest = Duration.ofMillis(longestMillis);
    }

    /** The word on the command line and in reports. */
    public String word() {
        return word;
    }

    /** How often it comes, compared with others. */
    int weight() {
        return weight;
    }

    Duration shortest() {
        return shortest;
    }

    Duration longest() {
        return longest;
    }

    /** Whether it stops a process without a warning: such a fault counts only if something moved since the last. */
    boolean stops() {
        return this == KILL || this == FREEZE || this == LONG_FREEZE;
    }

    /** Whether it is done to the broker, and so to everyone. */
    boolean ofBroker() {
        return this == BOUNCE_BROKER || this == KILL_BROKER;
    }

    /** All but those that have to be asked for. */
    static Set<FaultKind> usual() {
        return EnumSet.complementOf(EnumSet.of(KILL_BROKER));
    }

    /** The kind of a word, or an exception that names all. */
    static FaultKind parse(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no fault; there are "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(FaultKind::word).toList())));
    }
}
