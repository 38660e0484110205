package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.batchline.schemas.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;

/** Holds records to the schemas of the contract. */
final class SchemaCheck {
    private static final Map<String, String> BY_ID =
            Arrays.stream(Schemas.Kind.values()).collect(Collectors.toMap(Schemas.Kind::id, Schemas::text));
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(BY_ID));

    private SchemaCheck() {}

    static void holds(Schemas.Kind kind, byte[] json) {
        assertThat(REGISTRY.getSchema(SchemaLocation.of(kind.id()))
                        .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON))
                .isEmpty();
    }

    /** The headers as an object of texts. */
    static void holds(Schemas.Kind kind, Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.forEach(header -> {
            if (header.key().startsWith("batch-") || header.key().startsWith("kafka_dlt-")) {
                texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        try {
            holds(kind, new ObjectMapper().writeValueAsBytes(texts));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
