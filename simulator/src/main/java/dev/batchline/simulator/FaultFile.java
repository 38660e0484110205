package dev.batchline.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of {@link Faults}: {@code {"faults":[{"fault":"fail_lines","share":0.1,"status":500}]}}. The kind of a
 * fault and its fields are the names of its record and components in lower case with underscores.
 */
public final class FaultFile {

    private static final ObjectMapper MAPPER = mapper();

    /** The file's outermost object. */
    private record Script(@JsonProperty(required = true) List<Fault> faults) {}

    /** Where the kind of a fault stands. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fault")
    private interface Kind {}

    private FaultFile() {}

    /** Reads a file; a wrong one is a {@link FaultFileException}. */
    public static Faults read(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new FaultFileException("cannot read " + file + ": " + e, e);
        }
    }

    /** Reads the JSON text of a script; {@code source} says in messages where it is from. */
    public static Faults parse(String source, byte[] json) {
        try {
            return new Faults(MAPPER.readValue(json, Script.class).faults());
        } catch (JsonProcessingException e) {
            throw new FaultFileException(source + " " + place(e) + ": " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON text of a script, which {@link #parse} reads. */
    public static byte[] write(Faults faults) {
        try {
            return MAPPER.writeValueAsBytes(new Script(faults.all()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of every kind of fault that a file can hold. */
    public static Set<String> kinds() {
        return kinds(Fault.class).map(FaultFile::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name that a fault's kind has in a file. */
    static String kind(Class<?> fault) {
        return fault.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String place(JsonProcessingException e) {
        String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
        StringBuilder path = new StringBuilder();
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    path.append('[').append(step.getIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
        }
        return path.isEmpty() ? line : line + ", " + path;
    }

    private static @Nullable String reason(JsonProcessingException e) {
        Throwable cause = e instanceof ValueInstantiationException ? e.getCause() : null;
        return cause == null ? e.getOriginalMessage() : cause.getMessage();
    }

    private static ObjectMapper mapper() {
        SimpleModule module = new SimpleModule("faults")
                .addDeserializer(Duration.class, new SecondsReader())
                .addSerializer(Duration.class, new SecondsWriter());
        JsonMapper mapper = JsonMapper.builder()
                .addModule(module)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                .addMixIn(Fault.class, Kind.class)
                .build();
        kinds(Fault.class).forEach(kind -> mapper.registerSubtypes(new NamedType(kind, kind(kind))));
        return mapper;
    }

    private static Stream<Class<?>> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isSealed() ? kinds(permitted) : Stream.of(permitted));
    }

    /** Reads a duration from a number of seconds. */
    private static final class SecondsReader extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        SecondsReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
                return (Duration)
                        context.handleUnexpectedToken(Duration.class, token, parser, "expected a number of seconds");
            }
            BigDecimal seconds = parser.getDecimalValue();
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        }
    }

    /** Writes a duration as a number of seconds. */
    private static final class SecondsWriter extends StdSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        SecondsWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeNumber(Json.seconds(value));
        }
    }
}
