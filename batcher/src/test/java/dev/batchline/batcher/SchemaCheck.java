package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Schemas;
import dev.batchline.schemas.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Holds values against the schemas of the contract. */
final class SchemaCheck {
    private static final Map<String, String> BY_ID =
            Arrays.stream(Schemas.Kind.values()).collect(Collectors.toMap(Schemas.Kind::id, Schemas::text));
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(BY_ID));

    private SchemaCheck() {}

    /** Holds a record's value against the schema of its topic, if there is one. */
    static void valid(Topic topic, byte @Nullable [] value) {
        Optional<Schemas.Kind> kind = Schemas.of(topic);
        if (value != null && kind.isPresent()) {
            valid(kind.get(), json(topic, value));
        }
    }

    private static byte[] json(Topic topic, byte[] value) {
        return switch (topic) {
            case MANIFESTS -> unzip(value);
            case LANES -> RequestEvent.parse(value) instanceof RequestEvent event ? event.json() : value;
            default -> value;
        };
    }

    private static byte[] unzip(byte[] gzipped) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void valid(Schemas.Kind kind, byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        assertThat(REGISTRY.getSchema(SchemaLocation.of(kind.id()))
                        .validate(
                                text,
                                InputFormat.JSON,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as("%s: %s", kind, text)
                .isEmpty();
    }
}
