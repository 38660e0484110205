package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A schema refuses what its records never are, so that its approval means something. */
class SchemaRefusalTest {
    private final RandomRecords random = new RandomRecords(11);

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "status, `\"done\"`",
                "status, null",
                "version, 0",
                "window_id, `\"window-1\"`",
                "occurred_at, `\"yesterday\"`",
                "request_counts, `{\"total\":1}`",
                "errors, null",
                "errors, `[{}]`"
            })
    void refusesSpoiltStatusEvent(String field, String value) {
        ObjectNode event = (ObjectNode) tree(JsonCodec.STATUS.encode(random.statusEvent(BatchStatus.FAILED)));
        event.set(field, SchemaFiles.tree(value == null ? "null" : value));
        assertThat(errors(Schemas.Kind.STATUS_EVENT, event)).isNotEmpty();
    }

    @Test
    void refusesStateThatDoesNotExistAndFieldOfAnotherState() {
        ObjectNode window = (ObjectNode) tree(JsonCodec.WINDOW.encode(random.window(new WindowState.Open())));
        assertThat(errors(Schemas.Kind.WINDOW, window)).isEmpty();
        ((ObjectNode) window.path("state")).put("account", "main");
        assertThat(errors(Schemas.Kind.WINDOW, window)).isNotEmpty();
        window.set("state", SchemaFiles.tree("{\"name\":\"lost\"}"));
        assertThat(errors(Schemas.Kind.WINDOW, window)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isOpenForNewFieldsExactlyWhereReadersAreStrangers(Schemas.Kind kind) {
        boolean internal = switch (kind) {
            case WINDOW, MANIFEST_CHUNK, LEASE, JOIN_EVENT, COMMAND, REPLAY_MARK -> true;
            case REQUEST_EVENT, RESULT_LINE, STATUS_EVENT, DEAD_LETTER_HEADERS, HEADERS, LEDGER_EVENT, LANE_STATUS ->
                false;
        };
        JsonNode additional = SchemaFiles.tree(kind).path("additionalProperties");
        assertThat(additional.isBoolean() && !additional.asBoolean()).isEqualTo(internal);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{}",
                "`{\"custom_id\":\"\",\"url\":\"/x\",\"body\":{\"model\":\"m\"}}`",
                "`{\"custom_id\":\"a\",\"url\":\"/x\",\"body\":{}}`",
                "`{\"custom_id\":\"a\",\"url\":\"/x\",\"body\":{\"model\":\"m\",\"stream\":true}}`",
                "`{\"custom_id\":\"a\",\"url\":\"/x\",\"method\":\"GET\",\"body\":{\"model\":\"m\"}}`"
            })
    void refusesRequestsThatTheParserRefuses(String json) {
        assertThat(RequestEvent.parse(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(ParsedRequest.Refused.class);
        assertThat(errors(Schemas.Kind.REQUEST_EVENT, SchemaFiles.tree(json))).isNotEmpty();
    }

    private static JsonNode tree(byte[] json) {
        return SchemaFiles.tree(new String(json, StandardCharsets.UTF_8));
    }

    private static Iterable<String> errors(Schemas.Kind kind, JsonNode value) {
        return SchemaFiles.errors(kind.id(), value.toString());
    }
}
