package dev.batchline.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every topic of Batchline: what its records are, who writes and reads them, and how the broker keeps them. */
public enum Topic {
    REQUESTS(
            "requests",
            Audience.PUBLIC,
            new Content("anything", "request event: one provider batch input line"),
            List.of("users", "replay"),
            List.of("batcher"),
            new Policy("delete", Duration.ofDays(7), Size.REQUEST)),
    LANES(
            "lanes",
            Audience.INTERNAL,
            new Content("lane key", "the request event's bytes"),
            List.of("batcher", "joiner"),
            List.of("batcher", "joiner"),
            new Policy("delete", Policy.FOR_EVER, Size.REQUEST)),
    WINDOWS(
            "windows",
            Audience.INTERNAL,
            new Content("window id", "window with its state, JSON"),
            List.of("batcher"),
            List.of("batcher", "poller", "joiner"),
            new Policy("compact", Policy.FOR_EVER, Size.SMALL)),
    MANIFESTS(
            "manifests",
            Audience.INTERNAL,
            new Content("window id/chunk", "a part of a window's manifest, gzipped JSON"),
            List.of("batcher"),
            List.of("joiner"),
            new Policy("compact", Policy.FOR_EVER, Size.SMALL)),
    LEASES(
            "leases",
            Audience.INTERNAL,
            new Content("service-partition", "life and time of a task's claim, JSON"),
            List.of("batcher", "poller", "joiner"),
            List.of("batcher", "poller", "joiner"),
            new Policy("compact", Policy.FOR_EVER, Size.SMALL)),
    STATUS(
            "status",
            Audience.PUBLIC,
            new Content("window id", "one change of one batch, JSON"),
            List.of("poller"),
            List.of("users", "batcher", "joiner"),
            new Policy("delete", Duration.ofDays(30), Size.SMALL)),
    JOINS(
            "joins",
            Audience.INTERNAL,
            new Content("window id", "a step in the joining of a window, JSON"),
            List.of("joiner"),
            List.of("batcher"),
            new Policy("compact,delete", Duration.ofDays(30), Size.SMALL)),
    RESULTS_COMPLETED(
            "results.completed",
            Audience.PUBLIC,
            new Content("custom_id", "result line of an answered request"),
            List.of("joiner"),
            List.of("users"),
            new Policy("delete", Duration.ofDays(7), Size.RESULT)),
    RESULTS_FAILED(
            "results.failed",
            Audience.PUBLIC,
            new Content("custom_id", "result line of a request that ended without an answer"),
            List.of("batcher", "joiner"),
            List.of("users"),
            new Policy("delete", Duration.ofDays(7), Size.RESULT)),
    DEAD_LETTERS(
            "dead-letters",
            Audience.PUBLIC,
            new Content("custom_id", "the request event's bytes, untouched"),
            List.of("batcher", "joiner"),
            List.of("users", "replay"),
            new Policy("delete", Duration.ofDays(30), Size.REQUEST)),
    COMMANDS(
            "commands",
            Audience.INTERNAL,
            new Content("window id, lane key or *", "what the batcher is asked to do, JSON"),
            List.of("users", "poller"),
            List.of("batcher"),
            new Policy("delete", Duration.ofDays(7), Size.SMALL)),
    LEDGER(
            "ledger",
            Audience.PUBLIC,
            new Content("custom_id", "tokens and cost of one item and attempt, JSON"),
            List.of("joiner"),
            List.of("users"),
            new Policy("delete", Duration.ofDays(400), Size.SMALL)),
    LANE_STATUS(
            "lane-status",
            Audience.PUBLIC,
            new Content("lane key", "how a lane stands and why it waits, JSON"),
            List.of("batcher"),
            List.of("users"),
            new Policy("compact", Policy.FOR_EVER, Size.SMALL)),
    REPLAYS(
            "replays",
            Audience.INTERNAL,
            new Content(
                    "topic id, partition and offset of a dead letter, joined by hyphens",
                    "the replay that sent it again, JSON"),
            List.of("replay"),
            List.of("replay"),
            new Policy("compact", Policy.FOR_EVER, Size.SMALL));

    /** What the broker's own record batch overhead and carried headers may add to a request. */
    public static final int HEADROOM_BYTES = 64 * 1024;

    /** The largest result record where the cluster allows it. */
    public static final int RESULT_MAX_BYTES = 16 * 1024 * 1024;

    private static final int SMALL_MAX_BYTES = 1024 * 1024;

    private final String suffix;
    private final Audience audience;
    private final Content content;
    private final List<String> writers;
    private final List<String> readers;
    private final Policy policy;

    Topic(
            String suffix,
            Audience audience,
            Content content,
            List<String> writers,
            List<String> readers,
            Policy policy) {
        this.suffix = suffix;
        this.audience = audience;
        this.content = content;
        this.writers = List.copyOf(writers);
        this.readers = List.copyOf(readers);
        this.policy = policy;
    }

    /** The topic's full name under a prefix such as {@code batch.}. */
    public String name(String prefix) {
        return prefix + suffix;
    }

    /** The name without a prefix. */
    public String suffix() {
        return suffix;
    }

    /** Who it is for. */
    public Audience audience() {
        return audience;
    }

    /** What a record's key is. */
    public String key() {
        return content.key();
    }

    /** What a record's value is. */
    public String value() {
        return content.value();
    }

    /** Which services, or whose programs, write it. */
    public List<String> writers() {
        return writers;
    }

    /** Which services, or whose programs, read it. */
    public List<String> readers() {
        return readers;
    }

    /** Whether the services stop if the broker keeps it otherwise than {@link #config} says. */
    public boolean internal() {
        return audience == Audience.INTERNAL;
    }

    /**
     * Whether it has as many partitions as the lanes topic, with all that concerns a window in the partition that the
     * window id names; else it may have any number and is partitioned by the hash of its keys.
     */
    public boolean partitionedLikeLanes() {
        return switch (this) {
            case LANES, WINDOWS, MANIFESTS, LEASES, STATUS, JOINS, COMMANDS, LANE_STATUS, REPLAYS -> true;
            case REQUESTS, RESULTS_COMPLETED, RESULTS_FAILED, DEAD_LETTERS, LEDGER -> false;
        };
    }

    /** The broker's value for {@code cleanup.policy}. */
    public String cleanup() {
        return policy.cleanup();
    }

    /** How long records are kept; {@link Long#MAX_VALUE} milliseconds if time does not delete them. */
    public Duration retention() {
        return policy.retention();
    }

    /** The largest record in bytes, given the largest request in bytes. */
    public int maxMessageBytes(int requestMaxBytes) {
        return switch (policy.size()) {
            case SMALL -> SMALL_MAX_BYTES;
            case REQUEST -> requestMaxBytes + HEADROOM_BYTES;
            case RESULT -> Math.max(RESULT_MAX_BYTES, requestMaxBytes + HEADROOM_BYTES);
        };
    }

    /** The topic configuration to create it with, given the largest request in bytes. */
    public Map<String, String> config(int requestMaxBytes) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("cleanup.policy", policy.cleanup());
        config.put(
                "retention.ms",
                policy.retention().equals(Policy.FOR_EVER)
                        ? "-1"
                        : Long.toString(policy.retention().toMillis()));
        config.put("max.message.bytes", Integer.toString(maxMessageBytes(requestMaxBytes)));
        if (policy.cleanup().contains("compact")) {
            config.put("segment.bytes", Integer.toString(16 * 1024 * 1024));
            config.put("segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()));
            config.put("min.cleanable.dirty.ratio", "0.1");
        }
        if (this == LANES) {
            config.put("retention.bytes", "-1");
            config.put("message.timestamp.type", "LogAppendTime");
        }
        return config;
    }

    /** Whom a topic is for. */
    public enum Audience {
        /** Anyone may use it; its records are a contract. */
        PUBLIC,
        /** The services only. */
        INTERNAL
    }

    /** How large the records of a topic may be. */
    public enum Size {
        /** Up to 1 MiB. */
        SMALL,
        /** A request and its headers. */
        REQUEST,
        /** An answer and its headers. */
        RESULT
    }

    /**
     * What the records of a topic are, for people.
     *
     * @param key what the key is
     * @param value what the value is
     */
    private record Content(String key, String value) {}

    /**
     * How the broker keeps a topic.
     *
     * @param cleanup {@code delete}, {@code compact} or both
     * @param retention how long
     * @param size how large its records may be
     */
    private record Policy(String cleanup, Duration retention, Size size) {
        /** Time alone deletes nothing. */
        private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);
    }
}
