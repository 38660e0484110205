package dev.batchline.schemas;

/** The names of the record headers that carry facts beside a value; values are UTF-8 text unless said otherwise. */
public final class Headers {
    /** Everything that Batchline itself sets or reads begins with this. */
    public static final String PREFIX = "batch-";

    /** On a request: the account (or pool) to send it through; on a result: the account that answered. */
    public static final String ACCOUNT = "batch-account";
    /** {@code auto}, {@code batch} or {@code standard}. */
    public static final String MODE = "batch-mode";
    /** RFC 3339: when the user needs the answer. Carried. */
    public static final String DEADLINE = "batch-deadline";
    /** Who the request is for. Carried. */
    public static final String TENANT = "batch-tenant";
    /** The backfill or campaign that the request belongs to. Carried. */
    public static final String JOB = "batch-job";

    /** The window the item was sent in. */
    public static final String WINDOW = "batch-window";
    /** The provider's batch id. */
    public static final String BATCH_ID = "batch-id";
    /** The model as the request named it. */
    public static final String MODEL = "batch-model";
    /** How often the item has been submitted, from 1. */
    public static final String ATTEMPT = "batch-attempt";
    /** Topic of the request event. */
    public static final String SOURCE_TOPIC = "batch-source-topic";
    /** Kafka's topic id of the request event's topic; internal. */
    public static final String SOURCE_TOPIC_ID = "batch-source-topic-id";
    /** Partition of the request event, decimal. */
    public static final String SOURCE_PARTITION = "batch-source-partition";
    /** Offset of the request event, decimal. */
    public static final String SOURCE_OFFSET = "batch-source-offset";
    /**
     * The window that was given up for the sake of other requests in it, so that this one is routed again, its attempt
     * not used up; internal.
     */
    public static final String RELEASED = "batch-released";
    /** Set by replay: the request is sent again on purpose. */
    public static final String REPLAY = "batch-replay";
    /** Where the request event lies that was sent first: {@code <topic>-<partition>-<offset>}. */
    public static final String REPLAY_ORIGIN = "batch-replay-origin";

    /** Machine-readable reason of a failure. */
    public static final String ERROR_CODE = "batch-error-code";
    /** One sentence for a person, at most 4 KiB. */
    public static final String ERROR_MESSAGE = "batch-error-message";
    /** {@code true} or {@code false}: whether sending it again can help. */
    public static final String ERROR_RETRYABLE = "batch-error-retryable";
    /** The provider's HTTP status for the item, if there was one. */
    public static final String HTTP_STATUS = "batch-http-status";
    /** Where it failed: {@code route}, {@code seal}, {@code submit}, {@code validate}, {@code item}, {@code join}. */
    public static final String STAGE = "batch-stage";
    /** RFC 3339: when the failure was recorded. */
    public static final String FAILED_AT = "batch-failed-at";
    /** Prompt tokens in all, decimal; this and the next three stand where the answer tells its tokens. */
    public static final String TOKENS_INPUT = "batch-tokens-input";
    /** Those of the prompt tokens that the provider had cached, decimal. */
    public static final String TOKENS_CACHED = "batch-tokens-cached";
    /** Answer tokens in all, decimal. */
    public static final String TOKENS_OUTPUT = "batch-tokens-output";
    /** Those of the answer tokens that were thought and not said, decimal. */
    public static final String TOKENS_REASONING = "batch-tokens-reasoning";
    /** US dollars that the attempt cost, exact decimal; absent without a price. */
    public static final String COST = "batch-cost";
    /** The date of the price list; absent without a price. */
    public static final String PRICE_VERSION = "batch-price-version";

    /** {@code true} on a dead letter whose value was too large to be kept. */
    public static final String VALUE_OMITTED = "batch-value-omitted";

    /** Spring Kafka's name for the original topic, text. */
    public static final String KAFKA_DLT_ORIGINAL_TOPIC = "kafka_dlt-original-topic";
    /** Spring Kafka's name for the original partition, 4 bytes big-endian. */
    public static final String KAFKA_DLT_ORIGINAL_PARTITION = "kafka_dlt-original-partition";
    /** Spring Kafka's name for the original offset, 8 bytes big-endian. */
    public static final String KAFKA_DLT_ORIGINAL_OFFSET = "kafka_dlt-original-offset";

    /** How many bytes of names and values are carried from a request to its outcome at most. */
    public static final int CARRIED_MAX_BYTES = 16 * 1024;

    /** How long an error message in a header may be, in UTF-8 bytes. */
    public static final int ERROR_MESSAGE_MAX_BYTES = 4 * 1024;

    private Headers() {}
}
