package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.batchline.schemas.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds values against the schemas of the contract. */
final class SchemaCheck {
    private static final Map<String, String> BY_ID =
            Arrays.stream(Schemas.Kind.values()).collect(Collectors.toMap(Schemas.Kind::id, Schemas::text));
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(BY_ID));

    private SchemaCheck() {}

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
