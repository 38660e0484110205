package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schema files say the same as the records, enums and header names in the code. */
class SchemasAgreeWithRecordsTest {
    @ParameterizedTest
    @EnumSource
    void describesEveryFieldUnderItsOwnId(Schemas.Kind kind) {
        JsonNode schema = SchemaFiles.tree(kind);
        assertThat(schema.path("$id").asText()).isEqualTo(kind.id());
        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.path("description").asText()).isNotEmpty();
        describesEveryField(kind.word(), schema);
    }

    @Test
    void namesEveryComponentOfEveryRecord() {
        SchemaTypes.KINDS.forEach((type, kind) -> agrees(kind.word(), SchemaFiles.tree(kind), type));
    }

    @Test
    void knowsSchemaOfEveryTopicButDeadLetters() {
        for (Topic topic : Topic.values()) {
            assertThat(Schemas.of(topic).isEmpty()).as(topic.toString()).isEqualTo(topic == Topic.DEAD_LETTERS);
        }
    }

    @Test
    void listsErrorCodesAsExamples() {
        List<String> examples =
                texts(SchemaFiles.tree(Schemas.Kind.HEADERS).at("/properties/batch-error-code/examples"));
        assertThat(examples)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::word).toList());
    }

    @Test
    void namesEveryHeader() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (Field field : Headers.class.getFields()) {
            if (field.getType() == String.class && !field.getName().equals("PREFIX")) {
                assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
                names.add((String) field.get(null));
            }
        }
        JsonNode properties = SchemaFiles.tree(Schemas.Kind.HEADERS).path("properties");
        assertThat(properties.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void listsEachHeaderWhereItSaysThatItIsFound() {
        JsonNode headers = SchemaFiles.tree(Schemas.Kind.HEADERS);
        headers.path("properties").properties().forEach(header -> {
            List<String> places = texts(header.getValue().path("x-found-on"));
            String name = header.getKey();
            assertThat(places).as(name).isNotEmpty().isSubsetOf("request", "result", "dead-letter", "lane");
            assertThat(headers.at("/$defs/request/properties").has(name)).isEqualTo(places.contains("request"));
            assertThat(headers.at("/$defs/result/properties").has(name)).isEqualTo(places.contains("result"));
            assertThat(SchemaFiles.tree(Schemas.Kind.DEAD_LETTER_HEADERS)
                            .path("properties")
                            .has(name))
                    .isEqualTo(places.contains("dead-letter"));
        });
    }

    @Test
    void resolvesReferencesBetweenFiles() {
        assertThat(SchemaFiles.errors("urn:batchline:schema:headers:1#/$defs/request", "{\"batch-mode\":\"fast\"}"))
                .singleElement()
                .asString()
                .contains("batch-mode");
    }

    private static void agrees(String where, JsonNode schema, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = jsonName(type, component);
            names.add(name);
            JsonNode property = schema.path("properties").path(name);
            agreesInNullness(where + "." + name, property, component);
            agrees(where + "." + name, property, component);
        }
        assertThat(schema.path("properties").fieldNames())
                .toIterable()
                .as(where)
                .containsExactlyElementsOf(names);
        assertThat(texts(schema.path("required"))).as(where).containsExactlyElementsOf(names);
    }

    private static void agreesInNullness(String where, JsonNode property, RecordComponent component) {
        if (property.has("type")) {
            assertThat(SchemaTypes.nullable(property))
                    .as(where)
                    .isEqualTo(component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    private static void agrees(String where, JsonNode property, RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isEnum()) {
            List<String> words = Arrays.stream(type.getEnumConstants())
                    .map(SchemasAgreeWithRecordsTest::word)
                    .toList();
            assertThat(texts(property.path("enum")).stream().filter(word -> !word.equals("null")))
                    .as(where)
                    .containsExactlyElementsOf(words);
        } else if (type == List.class) {
            Class<?> element = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            if (element.isRecord()) {
                agrees(where, property.path("items"), element);
            }
        } else if (type.isSealed()) {
            agreesWithVariants(where, property.path("oneOf"), type);
        } else if (type.isRecord() && !List.of(WindowId.class, LaneKey.class).contains(type)) {
            agrees(where, property, type);
        }
    }

    private static void agreesWithVariants(String where, JsonNode variants, Class<?> type) {
        List<String> words = new ArrayList<>();
        variants.forEach(
                variant -> words.add(variant.at("/properties/name/const").asText()));
        List<String> expected = new ArrayList<>();
        for (JsonSubTypes.Type subtype : type.getAnnotation(JsonSubTypes.class).value()) {
            expected.add(subtype.name());
            JsonNode variant = variants.path(expected.size() - 1);
            List<String> names = new ArrayList<>(List.of("name"));
            for (RecordComponent component : subtype.value().getRecordComponents()) {
                names.add(jsonName(subtype.value(), component));
                JsonNode property = variant.path("properties").path(names.getLast());
                agreesInNullness(where + "." + names.getLast(), property, component);
                agrees(where + "." + names.getLast(), property, component);
            }
            assertThat(texts(variant.path("required"))).as(where).containsExactlyElementsOf(names);
            assertThat(variant.path("properties").fieldNames()).toIterable().containsExactlyElementsOf(names);
        }
        assertThat(words).as(where).containsExactlyElementsOf(expected);
    }

    private static String word(Object constant) {
        if (constant instanceof BatchStatus status) {
            return status.word();
        }
        try {
            return constant.getClass()
                    .getField(((Enum<?>) constant).name())
                    .getAnnotation(JsonProperty.class)
                    .value();
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static String jsonName(Class<?> type, RecordComponent component) {
        if (type == Window.class && component.getName().equals("id")) {
            return "window_id";
        }
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static void describesEveryField(String where, JsonNode schema) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue();
            String name = where + "." + property.getKey();
            assertThat(value.has("$ref") || !value.path("description").asText().isEmpty())
                    .as(name)
                    .isTrue();
            describesEveryField(name, value);
            describesEveryField(name + "[]", value.path("items"));
            value.path("oneOf").forEach(variant -> describesEveryField(name, variant));
        });
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
