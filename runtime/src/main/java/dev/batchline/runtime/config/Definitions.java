package dev.batchline.runtime.config;

import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Every setting there is: its type, its default, what it may be, and what it does. */
final class Definitions {
    /** Stands in values for the setting of that name. */
    static final String PREFIX_REFERENCE = "${topic.prefix}";

    /** A valid account name; it has no dot and no underscore, so that it can be told from the rest of a key. */
    static final String ACCOUNT_NAME = "[a-z][a-z0-9]*";

    /** The account setting that can also be given for one model, by a dot and the model's name behind it. */
    static final String PER_MODEL = "budget.queued.tokens";

    /** Prefixes whose keys are Kafka's, with what each is for. */
    static final Map<String, String> PASS_THROUGH = Map.of(
            "kafka.", "every client of Kafka",
            "admin.", "admin clients",
            "consumer.", "consumers",
            "producer.", "producers",
            "streams.", "Kafka Streams");

    /** Kafka properties that cannot be passed through, with what to do instead. */
    static final Map<String, String> NOT_YOURS = Map.of(
            "processing.guarantee", "It is exactly_once_v2, or results could be lost or published twice. Remove it.",
            "isolation.level", "It is read_committed, or an aborted event would be acted upon. Remove it.",
            "enable.idempotence", "It is true, or records could be written twice. Remove it.",
            "bootstrap.servers", "Set bootstrap.servers itself, without a prefix.");

    private static final String WHOLE_TOPIC = "[a-zA-Z0-9._-]+";

    private final ConfigDef definitions = new ConfigDef();
    private String group = "";
    private int order;

    private Definitions() {}

    private Definitions group(String name) {
        group = name;
        return this;
    }

    private Definitions add(
            String name, ConfigDef.Type type, @Nullable Object initial, Rule rule, String documentation) {
        definitions.define(
                name,
                type,
                initial,
                rule,
                ConfigDef.Importance.MEDIUM,
                documentation,
                group,
                order++,
                ConfigDef.Width.MEDIUM,
                name);
        return this;
    }

    /** The settings of the installation as a whole. */
    static ConfigDef installation() {
        Definitions settings = new Definitions();
        kafka(settings);
        windows(settings);
        batches(settings);
        results(settings);
        return settings.group("Process")
                .add(
                        "spool.dir",
                        STRING,
                        "spool",
                        notEmpty("a directory"),
                        "Where request lines wait for their upload and results for being published. It is a cache: it "
                                + "may be deleted while nothing runs.")
                .add(
                        "spool.max.bytes",
                        LONG,
                        20_000_000_000L,
                        Rule.atLeast(0),
                        "The most that the batcher keeps in `spool.dir`, and the most that the joiner does. Windows "
                                + "beyond it are built again from Kafka when it is their turn; results are fetched "
                                + "when there is room. One window that takes more is worked on all the same.")
                .add(
                        "http.host",
                        STRING,
                        "127.0.0.1",
                        notEmpty("an address of this machine"),
                        "Address of `/health/live`, `/health/ready` and `/metrics`. They answer to anyone who reaches "
                                + "it; the container image sets it to `0.0.0.0`.")
                .add(
                        "http.port",
                        INT,
                        7080,
                        Rule.between(0, 65535),
                        "Their port; 0 takes any free one. If it is not set and taken, any free one serves, and the "
                                + "log names it.")
                .definitions;
    }

    private static void kafka(Definitions settings) {
        settings.group("Kafka")
                .add(
                        "bootstrap.servers",
                        LIST,
                        "localhost:9092",
                        Rule.listOf("\\S+:\\d+", "a list of host:port"),
                        "Brokers to begin with.")
                .add(
                        "topic.prefix",
                        STRING,
                        "batch.",
                        Rule.matching(
                                "[a-zA-Z0-9._-]{1,150}", "1 to 150 letters, digits, dots, hyphens or underscores"),
                        "Begins the name of every topic, consumer group and transactional id of this installation.")
                .add(
                        "requests.topics",
                        LIST,
                        PREFIX_REFERENCE + "requests",
                        Rule.listOf("(\\$\\{topic\\.prefix})?" + WHOLE_TOPIC, "a list of topic names"),
                        "Topics that requests are read from.")
                .add(
                        "partitions",
                        INT,
                        6,
                        Rule.between(1, 10_000),
                        "Partitions of every internal topic, and of public topics when Batchline creates them. It "
                                + "cannot change later: to grow, drain it and begin a new `topic.prefix`.")
                .add(
                        "replication.factor",
                        SHORT,
                        (short) -1,
                        Rule.orMinusOne(Rule.between(1, Short.MAX_VALUE)),
                        "Replicas of topics that Batchline creates. -1 leaves it to the broker.")
                .add(
                        "request.max.bytes",
                        INT,
                        8_388_608,
                        Rule.between(1024, 100 * 1024 * 1024),
                        "The largest request. The sizes of topics and clients are derived from it.");
    }

    private static void windows(Definitions settings) {
        settings.group("Windows")
                .add(
                        "window.max.requests",
                        INT,
                        50_000,
                        Rule.atLeast(1),
                        "A window closes with this many requests. The provider's own limit holds as well.")
                .add(
                        "window.max.bytes",
                        LONG,
                        200_000_000L,
                        Rule.atLeast(1024),
                        "A window closes before it grows beyond this. The provider's own limit holds as well.")
                .add(
                        "window.max.tokens",
                        LONG,
                        null,
                        Rule.atLeast(1),
                        "A window closes before its estimated tokens pass this. No limit if not set.")
                .add(
                        "window.linger.ms",
                        LONG,
                        300_000L,
                        Rule.atLeast(0),
                        "A window closes when its first request has waited this long.")
                .add(
                        "completion.window",
                        STRING,
                        "24h",
                        Rule.matching("[1-9][0-9]{0,3}[hd]", "a number of hours or days, such as 24h"),
                        "The time asked of the provider, in its own notation.");
    }

    private static void batches(Definitions settings) {
        settings.group("Batches")
                .add(
                        "poll.interval.min.ms",
                        LONG,
                        15_000L,
                        Rule.atLeast(1),
                        "The shortest time between two questions about a batch.")
                .add(
                        "poll.interval.max.ms",
                        LONG,
                        300_000L,
                        Rule.atLeast(1),
                        "The longest time between two questions about a batch.")
                .add(
                        "create.grace.ms",
                        LONG,
                        120_000L,
                        Rule.atLeast(0),
                        "How long a create call of an unknown outcome may still take effect at the provider: the "
                                + "call's time-out and 60 s. Half of it is how long a new batch may be missing on "
                                + "the provider's list.")
                .add(
                        "retry.max.attempts",
                        INT,
                        3,
                        Rule.atLeast(1),
                        "How often a request is submitted at most when the provider did not get to it.")
                .add(
                        "retry.backoff.ms",
                        LONG,
                        60_000L,
                        Rule.atLeast(0),
                        "The wait before the second attempt; it doubles with each further one.")
                .add(
                        "retry.backoff.max.ms",
                        LONG,
                        3_600_000L,
                        Rule.atLeast(0),
                        "The longest wait between two attempts.");
    }

    private static void results(Definitions settings) {
        settings.group("Batches")
                .add(
                        "provider.files.delete",
                        BOOLEAN,
                        true,
                        Rule.checked("true or false", value -> true),
                        "Whether a batch's input and result files are deleted at the provider once every item has its "
                                + "outcome on a topic. A file that holds an answer too large for its topic, or that "
                                + "lacks items the provider counted, stays. Input files that a crash left are found "
                                + "on the provider's list by their names, and deleted when they are a day old.")
                .add(
                        "prices.file",
                        STRING,
                        null,
                        notEmpty("a file"),
                        "A price list instead of the one that comes with the program, which docs/costs.md describes. "
                                + "It is read once, when a process starts.")
                .group("Accounts")
                .add(
                        "accounts",
                        LIST,
                        "openai",
                        Rule.listOf(
                                ACCOUNT_NAME,
                                "a list of names of lower-case letters and digits that begin with a letter"),
                        "Names of the provider accounts. The first one takes requests that name none.");
    }

    /** The settings of one account, as they stand behind {@code account.<name>.}. */
    static ConfigDef account() {
        Definitions settings = new Definitions();
        settings.group("Account")
                .add("type", STRING, "openai", Rule.oneOf("openai"), "The provider's dialect.")
                .add(
                        "base.url",
                        STRING,
                        "https://api.openai.com/v1",
                        Rule.checked("an http or https URL without user and query", Definitions::isBaseUrl),
                        "The provider's address with the version path.")
                .add(
                        "api.key",
                        PASSWORD,
                        "${env:OPENAI_API_KEY}",
                        Rule.checked("text", value -> true),
                        "The key to the provider. The default holds only while `base.url` is at "
                                + "https://api.openai.com: any other address has to be given its key here.")
                .add(
                        "organization",
                        STRING,
                        null,
                        notEmpty("the provider's id of it"),
                        "The provider's organization, if one has to be named.")
                .add(
                        "project",
                        STRING,
                        null,
                        notEmpty("the provider's id of it"),
                        "The provider's project, if one has to be named.")
                .add(
                        "pool",
                        STRING,
                        null,
                        Rule.matching("[a-zA-Z0-9._-]+", "letters, digits, dots, hyphens or underscores"),
                        "Accounts of the same pool share work. The account's name if not set.");
        limits(settings);
        return settings.definitions;
    }

    private static void limits(Definitions settings) {
        settings.add(
                        PER_MODEL,
                        LONG,
                        null,
                        Rule.atLeast(1),
                        "The most estimated tokens in batches that have not ended, for each model; the same key with "
                                + "`.<model>` behind it sets it for one model. No limit if not set. Windows "
                                + "wait here until theirs fit.")
                .add(
                        "requests.per.minute",
                        INT,
                        null,
                        Rule.atLeast(1),
                        "The most HTTP calls a minute of one process, whichever of its services makes them. No limit "
                                + "if not set.")
                .add("batches.per.hour", INT, 2000, Rule.atLeast(1), "The most batches created an hour.")
                .add(
                        "proxy",
                        STRING,
                        null,
                        Rule.checked("host:port or http://host:port", value -> HostAndPort.parse(value) != null),
                        "An HTTP proxy on the way to the provider.")
                .add(
                        "trust.store",
                        STRING,
                        null,
                        notEmpty("a file"),
                        "PEM or PKCS12 file of certificates to trust beside the JDK's.");
    }

    /** The groups of {@link #installation()} in their order. */
    static List<String> groups() {
        return List.of("Kafka", "Accounts", "Windows", "Batches", "Process");
    }

    private static Rule notEmpty(String what) {
        return Rule.checked(what, value -> !value.isBlank());
    }

    private static boolean isBaseUrl(String value) {
        try {
            URI uri = new URI(value);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
