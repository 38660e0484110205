package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * Turns one kind of value into UTF-8 JSON and back. Fields that it does not know are passed over, so that a newer
 * writer may add some; a newer format version is an error that says so.
 *
 * @param <T> the record type
 */
public final class JsonCodec<T> {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Values of the windows topic. */
    public static final JsonCodec<Window> WINDOW = new JsonCodec<>(Window.class, Window.FORMAT);
    /** Values of the leases topic. */
    public static final JsonCodec<Lease> LEASE = new JsonCodec<>(Lease.class, Lease.FORMAT);
    /** Values of the status topic. */
    public static final JsonCodec<StatusEvent> STATUS = new JsonCodec<>(StatusEvent.class, 0);
    /** Values of the joins topic. */
    public static final JsonCodec<JoinEvent> JOIN = new JsonCodec<>(JoinEvent.class, JoinEvent.FORMAT);
    /** Values of the commands topic. */
    public static final JsonCodec<Command> COMMAND = new JsonCodec<>(Command.class, Command.FORMAT);
    /** Values of the ledger topic. */
    public static final JsonCodec<LedgerEvent> LEDGER = new JsonCodec<>(LedgerEvent.class, LedgerEvent.FORMAT);
    /** Values of the replays topic. */
    public static final JsonCodec<ReplayMark> REPLAY = new JsonCodec<>(ReplayMark.class, ReplayMark.FORMAT);

    private final Class<T> type;
    private final int format;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    /**
     * A codec for a record type.
     *
     * @param format the newest format version that this program reads; 0 for public values without {@code v}
     */
    public JsonCodec(Class<T> type, int format) {
        this.type = type;
        this.format = format;
        this.reader = MAPPER.readerFor(type);
        this.writer = MAPPER.writerFor(type);
    }

    /** The value as UTF-8 JSON. */
    public byte[] encode(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a " + type.getSimpleName() + " as JSON", e);
        }
    }

    /** Reads a value; throws {@link UnreadableRecordException} if it is none, or of a newer format. */
    public T decode(byte[] json) {
        try {
            return reader.readValue(json);
        } catch (IOException | UnreadableRecordException e) {
            throw unreadable(json, e);
        }
    }

    private UnreadableRecordException unreadable(byte[] json, Exception cause) {
        try {
            JsonNode version = MAPPER.readTree(json).path("v");
            if (format > 0 && version.asInt() > format) {
                return new UnreadableRecordException(type.getSimpleName() + " has format " + version.asInt()
                        + ", this program reads up to " + format + ": a newer Batchline wrote it, start that one");
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new UnreadableRecordException("not a " + type.getSimpleName() + ": " + cause.getMessage(), cause);
    }
}
