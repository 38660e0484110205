package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;

/**
 * Turns one kind of value into UTF-8 JSON and back. Fields that it does not know are passed over, so that a newer
 * writer may add some; a newer format version is a {@link NewerFormatException}. Half of a surrogate pair, which has no
 * UTF-8 form, is written as U+FFFD.
 *
 * @param <T> the record type
 */
public final class JsonCodec<T> {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addSerializer(String.class, new MendedTextSerializer()))
            .annotationIntrospector(
                    new AnnotationIntrospectorPair(new NullnessIntrospector(), new JacksonAnnotationIntrospector()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
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
    /** Values of the lane-status topic. */
    public static final JsonCodec<LaneStatus> LANE_STATUS = new JsonCodec<>(LaneStatus.class, LaneStatus.FORMAT);
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
            checkFormat(json);
            T value = reader.readValue(json);
            if (value == null) {
                throw new UnreadableRecordException("not a " + type.getSimpleName() + ": it is null");
            }
            return value;
        } catch (IOException | IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new UnreadableRecordException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** Looks at {@code v}, which is written first, before anything else of a newer format can be misunderstood. */
    private void checkFormat(byte[] json) throws IOException {
        if (format == 0) {
            return;
        }
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (name.equals("v") && token == JsonToken.VALUE_NUMBER_INT) {
                    refuseNewer(parser.getBigIntegerValue());
                    return;
                }
                parser.skipChildren();
            }
        }
    }

    private void refuseNewer(BigInteger version) {
        if (version.compareTo(BigInteger.valueOf(format)) > 0) {
            throw new NewerFormatException(type.getSimpleName() + " has format " + version
                    + ", this program reads up to " + format + ": a newer Batchline wrote it, start that one");
        }
    }
}
