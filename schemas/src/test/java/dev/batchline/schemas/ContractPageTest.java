package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples on the page of the contract are what the schemas and the program take them for. */
class ContractPageTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\S+) -->\n```json\n(.*?)\n```", Pattern.DOTALL);

    private final String page = read();
    private final Map<String, String> examples = examples();

    @Test
    void showsEveryPublicRecord() {
        assertThat(examples.keySet())
                .containsExactlyInAnyOrder(
                        "request-event",
                        "headers#/$defs/request",
                        "result-line",
                        "result-line/failed",
                        "headers#/$defs/result",
                        "dead-letter-headers",
                        "status-event",
                        "ledger-event",
                        "lane-status");
        assertThat(page.split("\n```json\n", -1)).hasSize(examples.size() + 1);
    }

    @Test
    void showsExamplesThatTheirSchemasHoldFor() {
        examples.forEach((name, json) ->
                assertThat(SchemaFiles.errors(address(name), json)).as(name).isEmpty());
    }

    @Test
    void showsExamplesThatTheProgramReads() {
        assertThat(RequestEvent.parse(bytes("request-event"))).isInstanceOf(RequestEvent.class);
        StatusEvent status = JsonCodec.STATUS.decode(bytes("status-event"));
        assertThat(SchemaFiles.tree(new String(JsonCodec.STATUS.encode(status), StandardCharsets.UTF_8)))
                .isEqualTo(tree("status-event"));
        LedgerEvent ledger = JsonCodec.LEDGER.decode(bytes("ledger-event"));
        assertThat(SchemaFiles.tree(new String(JsonCodec.LEDGER.encode(ledger), StandardCharsets.UTF_8)))
                .isEqualTo(tree("ledger-event"));
        LaneStatus lane = JsonCodec.LANE_STATUS.decode(bytes("lane-status"));
        assertThat(SchemaFiles.tree(new String(JsonCodec.LANE_STATUS.encode(lane), StandardCharsets.UTF_8)))
                .isEqualTo(tree("lane-status"));
    }

    @Test
    void showsRecordsOfOneRequest() {
        assertThat(tree("result-line").path("custom_id"))
                .isEqualTo(tree("request-event").path("custom_id"));
        assertThat(tree("headers#/$defs/result").path("batch-window"))
                .isEqualTo(tree("status-event").path("window_id"));
        assertThat(tree("result-line/failed").at("/error/code"))
                .isEqualTo(tree("dead-letter-headers").path("batch-error-code"));
    }

    @Test
    void staysShort() {
        assertThat(page.lines().count()).isLessThanOrEqualTo(120);
    }

    private byte[] bytes(String name) {
        return examples.get(name).getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode tree(String name) {
        return SchemaFiles.tree(examples.get(name));
    }

    private Map<String, String> examples() {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher example = EXAMPLE.matcher(page);
        while (example.find()) {
            found.put(example.group(1), example.group(2));
        }
        return found;
    }

    private static String address(String name) {
        String file = name.replaceAll("[/#].*", "");
        String fragment = name.contains("#") ? name.substring(name.indexOf('#')) : "";
        return "urn:batchline:schema:" + file + ":1" + fragment;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "contract.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
