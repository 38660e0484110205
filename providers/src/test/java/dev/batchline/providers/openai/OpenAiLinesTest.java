package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.ResultItem;
import dev.batchline.providers.UnreadableLineException;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines and result lines, byte for byte. */
class OpenAiLinesTest {
    private static final LineCodec LINES = OpenAi.LINES;
    private static final String ODD = "{\"model\":\"m\",\"big\":123456789012345678901234567890,\"far\":1e400,"
            + "\"neg\":-0.0,\"esc\":\"\\u0041\\/\\ud83d\\ude00\\ud800\",\"raw\":\"é\uD83D\uDE00\",\"dup\":1,\"dup\":2}";

    @Test
    void writesExactlyTheFourFields() {
        String value = "{ \"x\":1, \"method\":\"POST\",\"custom_id\":\"u\",\"body\": {\"model\":\"m\"} ,"
                + "\"url\":\"/v1/responses\",\"trace\":{}}";
        assertThat(request(value, "u"))
                .isEqualTo("{\"custom_id\":\"u\",\"method\":\"POST\",\"url\":\"/v1/responses\","
                        + "\"body\":{\"model\":\"m\"}}");
    }

    @Test
    void leavesTheBodysBytesAlone() {
        assertThat(request("{\"custom_id\":\"u\",\"url\":\"/v1/x\",\"body\":" + ODD + "}", "u"))
                .isEqualTo("{\"custom_id\":\"u\",\"method\":\"POST\",\"url\":\"/v1/x\",\"body\":" + ODD + "}");
    }

    @Test
    void putsAPrettyBodyOnOneLine() {
        String line = request(
                "{\"custom_id\":\"u\",\"url\":\"/v1/x\",\"body\":{\r\n  \"model\": \"m\",\n\"t\":\"a\\nb\"\n}\n}", "u");
        assertThat(line)
                .endsWith("\"body\":{    \"model\": \"m\", \"t\":\"a\\nb\" }}")
                .doesNotContain("\n", "\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "quo\"te", "back\\slash", "line\nbreak\u0001", "é \uD83D\uDE00 \u2028", "</script>"})
    void writesAnyCustomIdSoThatItCanBeReadBack(String id) throws IOException {
        String line = request("{\"custom_id\":\"x\",\"url\":\"/v1/x\",\"body\":{\"model\":\"m\"}}", id);
        JsonNode tree = new ObjectMapper().readTree(line);
        assertThat(tree.path("custom_id").asText()).isEqualTo(id);
        assertThat(line).doesNotContain("\n");
        assertThat(tree.properties()).hasSize(4);
    }

    @Test
    void refusesACustomIdThatHasNoUtf8Form() {
        assertThatThrownBy(
                        () -> request("{\"custom_id\":\"x\",\"url\":\"/v1/x\",\"body\":{\"model\":\"m\"}}", "\uD800"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAnAnswerWithItsBytes() {
        ResultItem item = result("{\"id\":\"batch_req_1\",\"custom_id\":\"u\",\"response\":{\"status_code\":200,"
                + "\"request_id\":\"req_1\",\"body\":" + ODD + "},\"error\":null}");
        assertThat(item.success()).isTrue();
        assertThat(item.lineId()).isEqualTo("batch_req_1");
        assertThat(item.customId()).isEqualTo("u");
        assertThat(item.statusCode()).isEqualTo(200);
        assertThat(item.requestId()).isEqualTo("req_1");
        assertThat(item.body()).isEqualTo(ODD.getBytes(StandardCharsets.UTF_8));
        assertThat(item.errorCode()).isNull();
        assertThat(item.errorMessage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ \"a\" : [ 1 , {} ] }", "[1]", "\"text \\\" é\"", "17", "-1.5e9", "true", "\"\""})
    void cutsOutBodiesOfEveryType(String body) {
        for (String around : new String[] {"", " ", "\t"}) {
            ResultItem item = result(
                    "{\"custom_id\":\"u\",\"response\":{\"body\":" + around + body + around + ",\"status_code\":200}}");
            assertThat(new String(item.body(), StandardCharsets.UTF_8)).isEqualTo(body);
            ResultItem last = result(
                    "{\"custom_id\":\"u\",\"response\":{\"status_code\":200,\"body\":" + around + body + around + "}}");
            assertThat(new String(last.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        }
    }

    @Test
    void readsDeeplyNestedAndVeryLongBodies() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertThat(result(answer(deep)).body()).hasSize(40_000);
        String wide = "\"" + "x".repeat(30_000_000) + "\"";
        assertThat(result(answer(wide)).body()).hasSize(30_000_002);
        assertThat(result(answer("1" + "0".repeat(200_000))).body()).hasSize(200_001);
    }

    private static String answer(String body) {
        return "{\"custom_id\":\"u\",\"response\":{\"status_code\":200,\"body\":" + body + "}}";
    }

    @Test
    void passesOverAMarkAndUnknownFields() {
        ResultItem item = result("\uFEFF{\"new\":{\"custom_id\":\"no\"},\"custom_id\":\"u\","
                + "\"response\":{\"status_code\":201,\"body\":{\"a\":1},\"later\":[]}}");
        assertThat(item.customId()).isEqualTo("u");
        assertThat(item.success()).isTrue();
        assertThat(new String(item.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    }

    @Test
    void readsEscapedIds() {
        assertThat(result("{\"custom_id\":\"\\ud83d\\ude00\\u00e9\\n\"}").customId())
                .isEqualTo("\uD83D\uDE00é\n");
    }

    @ParameterizedTest
    @CsvSource({"200,200", "\"200\",200", "200.0,200", "0,0", "\"0\",0", "null,", "\"\",", "\"ok\",", "{},", "true,"})
    void readsStatusesOfAllKinds(String json, Integer status) {
        assertThat(result("{\"custom_id\":\"u\",\"response\":{\"status_code\":" + json + ",\"body\":{}}}")
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'response':null,'error':{'code':'batch_expired','message':'Late.'}|batch_expired|Late.",
                "'error':{'code':'batch_expired','message':'Late.'}|batch_expired|Late.",
                "'response':{'status_code':400,'body':{'error':{'code':'bad','message':'No.'}}},'error':null|"
                        + "bad|No.",
                "'response':{'status_code':400,'body':{'error':{'code':null,'type':'t','message':'No.'}}}|" + "t|No.",
                "'response':{'status_code':429,'body':{'error':{'code':429,'message':'No.'}}}|429|No.",
                "'response':{'status_code':500,'body':{'error':'Oh.'}}|http_500|Oh.",
                "'response':{'status_code':500,'body':null}|http_500|The provider answered with status 500.",
                "'response':{'status_code':0,'request_id':'','body':{}},'error':null|"
                        + "http_0|The provider answered with status 0.",
                "'response':{'status_code':200,'body':{'error':{'code':'x','message':'M'}}}|x|M",
                "'response':{'status_code':200,'body':{}},'error':{'code':'c','message':'M'}|c|M",
                "'response':{'status_code':200,'body':{}},'error':'boom'|provider_error|boom",
                "'response':{'status_code':200,'body':{}},'error':true|provider_error|true",
                "'response':{'status_code':200,'body':{}},'error':[{'code':'c','message':'M'},1]|c|M",
                "'response':{'status_code':200,'body':{}},'error':[null]|"
                        + "provider_error|The provider answered with status 200.",
                "'response':{'status_code':404,'body':{'error':{'code':'b'}}},'error':{'message':'L'}|b|L",
                "'response':{'status_code':null,'body':{}}|"
                        + "provider_error|The provider gave neither an answer nor a reason.",
                "'response':null,'error':null|provider_error|The provider gave neither an answer nor a reason."
            })
    void tellsWhyThereIsNoAnswer(String fields, String code, String message) {
        ResultItem item = result(("{'custom_id':'u'," + fields + "}").replace('\'', '"'));
        assertThat(item.success()).isFalse();
        assertThat(item.errorCode()).isEqualTo(code);
        assertThat(item.errorMessage()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "\"\"", "{}", "[]"})
    void takesAnErrorThatSaysNothingForNone(String error) {
        assertThat(result("{\"custom_id\":\"u\",\"response\":{\"status_code\":200,\"body\":{\"error\":" + error
                                + ",\"id\":\"resp_1\"}},\"error\":" + error + "}")
                        .success())
                .isTrue();
    }

    @Test
    void takesAnErrorDeeperInTheBodyForPartOfTheAnswer() {
        assertThat(result("{\"custom_id\":\"u\",\"response\":{\"status_code\":200,\"body\":{\"output\":[{\"error\":"
                                + "{\"code\":\"tool\"}}]}}}")
                        .success())
                .isTrue();
    }

    @Test
    void takesAnEmptyIdForNone() {
        ResultItem item =
                result("{\"id\":\"\",\"custom_id\":\"u\",\"response\":{\"request_id\":\"\",\"status_code\":0}}");
        assertThat(item.lineId()).isNull();
        assertThat(item.requestId()).isNull();
        assertThat(item.body()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{\"custom_id\":\"u\"",
                "{\"custom_id\":\"u\"} x",
                "{\"custom_id\":\"u\"}{}",
                "{\"custom_id\":null}",
                "{\"custom_id\":\"\"}",
                "{\"custom_id\":{}}",
                "{\"custom_id\":\"u\",\"response\":\"none\"}",
                "{\"custom_id\":\"u\",\"response\":{\"body\":{\"a\":tru}}}",
                "{\"custom_id\":\"u\",\"response\":{\"body\":{\"a\":\"cut"
            })
    void namesWhatIsNoResult(String line) {
        assertThatThrownBy(() -> result(line)).isInstanceOf(UnreadableLineException.class);
    }

    @Test
    void quotesNothingOfALineThatItCannotRead() {
        assertThatThrownBy(() -> result("{\"custom_id\":\"u\",\"response\":{\"body\": secret }}"))
                .isInstanceOf(UnreadableLineException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret")
                .hasMessageContaining("column");
    }

    @Test
    void namesWhatIsNotUtf8() {
        assertThatThrownBy(() -> LINES.resultLine(answer("{}").getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(UnreadableLineException.class);
    }

    private static String request(String value, String customId) {
        ParsedRequest event = RequestEvent.parse(value.getBytes(StandardCharsets.UTF_8));
        assertThat(event).isInstanceOf(RequestEvent.class);
        return new String(LINES.requestLine((RequestEvent) event, customId), StandardCharsets.UTF_8);
    }

    private static ResultItem result(String line) {
        return LINES.resultLine(line.getBytes(StandardCharsets.UTF_8));
    }
}
