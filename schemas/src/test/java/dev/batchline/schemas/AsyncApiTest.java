package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document describes the public topics. */
class AsyncApiTest {
    private final JsonNode document = read();

    @Test
    void listsExactlyThePublicTopics() {
        List<String> addresses = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(publicTopics().stream()
                        .map(topic -> topic.name("{prefix}"))
                        .toList());
    }

    @Test
    void givesEachChannelTheSchemaOfItsTopic() {
        for (Topic topic : publicTopics()) {
            JsonNode message = messageOf(topic);
            String payload = message.at("/payload/schema/$ref").asText();
            Optional<String> file = Schemas.of(topic).map(kind -> "./" + kind.fileName());
            assertThat(payload).as(topic.toString()).isEqualTo(file.orElse(""));
            assertThat(message.at("/bindings/kafka/key/description").asText()).isNotEmpty();
        }
    }

    @Test
    void hasOneOperationForEachChannel() {
        List<String> channels = new ArrayList<>();
        document.path("operations").forEach(operation -> {
            String channel = operation.at("/channel/$ref").asText();
            channels.add(channel.substring("#/channels/".length()));
            boolean requests = channel.endsWith("/requests");
            assertThat(operation.path("action").asText()).isEqualTo(requests ? "receive" : "send");
        });
        assertThat(channels)
                .containsExactlyInAnyOrderElementsOf(
                        () -> document.path("channels").fieldNames());
    }

    @Test
    void resolvesEveryReference() {
        List<String> references =
                document.findValues("$ref").stream().map(JsonNode::asText).toList();
        assertThat(references).hasSizeGreaterThan(20);
        for (String reference : references) {
            assertThat(resolve(reference).isObject()).as(reference).isTrue();
        }
    }

    private JsonNode resolve(String reference) {
        if (reference.startsWith("#")) {
            return document.at(reference.substring(1));
        }
        String[] parts = reference.substring(2).split("#", 2);
        Schemas.Kind kind = Arrays.stream(Schemas.Kind.values())
                .filter(candidate -> candidate.fileName().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such file: " + reference));
        return parts.length == 1
                ? SchemaFiles.tree(kind)
                : SchemaFiles.tree(kind).at(parts[1]);
    }

    private JsonNode messageOf(Topic topic) {
        for (JsonNode channel : document.path("channels")) {
            if (channel.path("address").asText().equals(topic.name("{prefix}"))) {
                return resolve(
                        channel.path("messages").elements().next().path("$ref").asText());
            }
        }
        throw new AssertionError("no channel of " + topic);
    }

    private static List<Topic> publicTopics() {
        return Arrays.stream(Topic.values()).filter(topic -> !topic.internal()).toList();
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Schemas.asyncApi());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
