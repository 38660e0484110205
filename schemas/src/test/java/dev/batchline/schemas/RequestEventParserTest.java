package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which values are request events, which are mended, and why the others are refused. */
class RequestEventParserTest {
    private static final String SECRET = "grocery list";
    private static final String BODY =
            "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"grocery list\"}]}";
    private static final String GOOD = line("\"a-1\"", "\"POST\"", "\"/v1/chat/completions\"", BODY);
    private static final String REST = "\"url\":\"/v1/chat/completions\",\"body\":" + BODY + "}";
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    @ParameterizedTest
    @MethodSource
    void refuses(String value, ErrorCode code, String customId) {
        assertThat(RequestEvent.parse(bytes(value))).isInstanceOfSatisfying(ParsedRequest.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.customId()).isEqualTo(customId);
            assertThat(refused.message())
                    .doesNotContain(SECRET)
                    .doesNotContain("a-1")
                    .endsWith(".");
        });
    }

    static Stream<Arguments> refuses() {
        return Stream.of(notJson(), badCustomId(), badField()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> notJson() {
        return Stream.of(
                argumentSet("nothing", "", ErrorCode.EMPTY_VALUE, null),
                argumentSet("white space", " \n", ErrorCode.EMPTY_VALUE, null),
                argumentSet("text", "grocery list", ErrorCode.INVALID_JSON, null),
                argumentSet("single quotes", "{'custom_id':'a-1'}", ErrorCode.INVALID_JSON, null),
                argumentSet("cut in a text", GOOD.substring(0, GOOD.length() - 10), ErrorCode.INVALID_JSON, "a-1"),
                argumentSet("cut at the end", GOOD.substring(0, GOOD.length() - 1), ErrorCode.INVALID_JSON, "a-1"),
                argumentSet("raw line break in a text", GOOD.replace(SECRET, "a\nb"), ErrorCode.INVALID_JSON, "a-1"),
                argumentSet("trailing comma", "{\"custom_id\":\"a-1\",}", ErrorCode.INVALID_JSON, "a-1"),
                argumentSet("comment", "/* a */" + GOOD, ErrorCode.INVALID_JSON, null),
                argumentSet("not a number", "{\"custom_id\":\"a-1\",\"x\":NaN," + REST, ErrorCode.INVALID_JSON, "a-1"),
                argumentSet("array", "[" + GOOD + "]", ErrorCode.NOT_AN_OBJECT, null),
                argumentSet("string", "\"" + SECRET + "\"", ErrorCode.NOT_AN_OBJECT, null),
                argumentSet("null", "null", ErrorCode.NOT_AN_OBJECT, null),
                argumentSet("two objects", GOOD + "\n" + GOOD, ErrorCode.TRAILING_DATA, "a-1"),
                argumentSet("word behind", GOOD + " " + SECRET, ErrorCode.TRAILING_DATA, "a-1"),
                argumentSet("brace behind", GOOD + "}", ErrorCode.TRAILING_DATA, "a-1"),
                argumentSet("zero byte behind", GOOD + "\0", ErrorCode.TRAILING_DATA, "a-1"),
                argumentSet("zero byte before", " \0" + GOOD, ErrorCode.INVALID_JSON, null));
    }

    private static Stream<Arguments> badCustomId() {
        String two = "{\"custom_id\":\"a-1\",\"custom_id\":\"a-2\"," + REST;
        return Stream.of(
                argumentSet("no id", "{" + REST, ErrorCode.MISSING_CUSTOM_ID, null),
                argumentSet("null id", customId("null"), ErrorCode.MISSING_CUSTOM_ID, null),
                argumentSet("empty id", customId("\"\""), ErrorCode.MISSING_CUSTOM_ID, null),
                argumentSet("number as id", customId("7"), ErrorCode.INVALID_CUSTOM_ID, null),
                argumentSet("object as id", customId("{\"a\":[1]}"), ErrorCode.INVALID_CUSTOM_ID, null),
                argumentSet("high half", customId("\"a\\uD83D\""), ErrorCode.INVALID_CUSTOM_ID, null),
                argumentSet("low half", customId("\"\\uDE00a\""), ErrorCode.INVALID_CUSTOM_ID, null),
                argumentSet("long id", customId(quoted("é".repeat(513))), ErrorCode.INVALID_CUSTOM_ID, null),
                argumentSet("two ids", two, ErrorCode.DUPLICATE_KEY, null));
    }

    private static Stream<Arguments> badField() {
        String url = "\"/v1/chat/completions\"";
        return Stream.of(
                argumentSet(
                        "key twice", "{\"x\":1,\"x\":2,\"custom_id\":\"a-1\"," + REST, ErrorCode.DUPLICATE_KEY, "a-1"),
                argumentSet("escaped key twice", "{\"\\u0078\":1,\"x\":2," + REST, ErrorCode.DUPLICATE_KEY, null),
                argumentSet("no url", "{\"custom_id\":\"a-1\",\"body\":" + BODY + "}", ErrorCode.MISSING_URL, "a-1"),
                argumentSet("empty url", line("\"a-1\"", null, "\"\"", BODY), ErrorCode.MISSING_URL, "a-1"),
                argumentSet("array as url", line("\"a-1\"", null, "[[]]", BODY), ErrorCode.MISSING_URL, "a-1"),
                argumentSet(
                        "long url",
                        line("\"a-1\"", null, quoted("/".repeat(257)), BODY),
                        ErrorCode.URL_NOT_BATCHABLE,
                        "a-1"),
                argumentSet("no body", "{\"custom_id\":\"a-1\",\"url\":" + url + "}", ErrorCode.MISSING_BODY, "a-1"),
                argumentSet("null body", line("\"a-1\"", null, url, "null"), ErrorCode.MISSING_BODY, "a-1"),
                argumentSet("text as body", line("\"a-1\"", null, url, quoted(SECRET)), ErrorCode.INVALID_BODY, "a-1"),
                argumentSet(
                        "array as body", line("\"a-1\"", null, url, "[" + BODY + "]"), ErrorCode.INVALID_BODY, "a-1"),
                argumentSet("no model", line("\"a-1\"", null, url, "{}"), ErrorCode.MISSING_MODEL, "a-1"),
                argumentSet(
                        "empty model", line("\"a-1\"", null, url, "{\"model\":\"\"}"), ErrorCode.MISSING_MODEL, "a-1"),
                argumentSet(
                        "number as model", line("\"a-1\"", null, url, "{\"model\":5}"), ErrorCode.MISSING_MODEL, "a-1"),
                argumentSet(
                        "deeper model",
                        line("\"a-1\"", null, url, "{\"x\":{\"model\":\"m\"}}"),
                        ErrorCode.MISSING_MODEL,
                        "a-1"),
                argumentSet(
                        "half of a pair in model",
                        line("\"a-1\"", null, url, "{\"model\":\"\\uD83D\"}"),
                        ErrorCode.INVALID_MODEL,
                        "a-1"),
                argumentSet("GET", line("\"a-1\"", "\"GET\"", url, BODY), ErrorCode.INVALID_METHOD, "a-1"),
                argumentSet("number as method", line("\"a-1\"", "1", url, BODY), ErrorCode.INVALID_METHOD, "a-1"),
                argumentSet(
                        "refused before its id",
                        "{\"method\":\"GET\",\"custom_id\":\"a-1\"," + REST,
                        ErrorCode.INVALID_METHOD,
                        "a-1"),
                argumentSet(
                        "stream",
                        line("\"a-1\"", null, url, "{\"stream\":true,\"model\":\"m\"}"),
                        ErrorCode.STREAM_NOT_SUPPORTED,
                        "a-1"));
    }

    @Test
    void refusesRecordWithoutValue() {
        assertThat(RequestEvent.parse(null))
                .isEqualTo(new ParsedRequest.Refused(ErrorCode.EMPTY_VALUE, "The record has no value.", null));
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNoUtf8(byte[] spoilt) {
        byte[] value = bytes(GOOD.replace(SECRET, "#".repeat(spoilt.length)));
        System.arraycopy(spoilt, 0, value, new String(value, StandardCharsets.UTF_8).indexOf('#'), spoilt.length);
        assertThat(RequestEvent.parse(value))
                .isInstanceOfSatisfying(
                        ParsedRequest.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_UTF8));
    }

    static Stream<byte[]> refusesWhatIsNoUtf8() {
        return Stream.of(
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xC3},
                new byte[] {(byte) 0xC0, (byte) 0xAF},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD},
                new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80});
    }

    @Test
    void refusesOtherEncodings() {
        for (String encoding : new String[] {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"}) {
            byte[] value = GOOD.getBytes(Charset.forName(encoding));
            assertThat(RequestEvent.parse(value)).as(encoding).isInstanceOf(ParsedRequest.Refused.class);
        }
    }

    @ParameterizedTest
    @MethodSource
    void accepts(byte[] value) {
        assertThat(RequestEvent.parse(value)).isInstanceOfSatisfying(RequestEvent.class, event -> {
            assertThat(event.customId()).isEqualTo("a-1");
            assertThat(event.url()).isEqualTo("/v1/chat/completions");
            assertThat(event.model()).isEqualTo("gpt-5");
            assertThat(event.json()[0]).isEqualTo((byte) '{');
            assertThat(event.json()[event.json().length - 1]).isEqualTo((byte) '}');
            assertThat(event.json()[event.bodyStart()]).isEqualTo((byte) '{');
            assertThat(SchemaFiles.errors(Schemas.Kind.REQUEST_EVENT, event.json()))
                    .isEmpty();
        });
    }

    static Stream<Arguments> accepts() {
        String url = "\"/v1/chat/completions\"";
        byte[] prefix = {0, 0, 0, 1, 44};
        return Stream.of(
                argumentSet("as it should be", bytes(GOOD)),
                argumentSet("line break at the end", bytes(GOOD + "\r\n")),
                argumentSet(
                        "line breaks between tokens",
                        bytes(GOOD.replace(",", ",\r\n\t").replace(":", "\n: "))),
                argumentSet("byte-order mark", joined(MARK, bytes(GOOD))),
                argumentSet("Confluent prefix", joined(prefix, bytes(GOOD))),
                argumentSet("prefix and mark", joined(prefix, joined(MARK, bytes(" " + GOOD)))),
                argumentSet("no method", bytes(line("\"a-1\"", null, url, BODY))),
                argumentSet("null method", bytes(line("\"a-1\"", "null", url, BODY))),
                argumentSet(
                        "stream false", bytes(line("\"a-1\"", null, url, "{\"stream\":false,\"model\":\"gpt-5\"}"))),
                argumentSet("escaped key", bytes(GOOD.replace("custom_id", "custom\\u005fid"))),
                argumentSet("extra fields", bytes("{\"x\":{\"custom_id\":[1,{}]},\"custom_id\":\"a-1\"," + REST)));
    }

    @Test
    void keepsBytesWithoutCopyingThem() {
        byte[] value = bytes(GOOD);
        assertThat(RequestEvent.parse(value))
                .isInstanceOfSatisfying(
                        RequestEvent.class, event -> assertThat(event.json()).isSameAs(value));
    }

    @ParameterizedTest
    @MethodSource
    void countsInputs(String input, int expected) {
        String body = "{\"model\":\"m\",\"input\":" + input + "}";
        assertThat(RequestEvent.parse(bytes(line("\"a\"", null, "\"/v1/embeddings\"", body))))
                .isInstanceOfSatisfying(
                        RequestEvent.class, event -> assertThat(event.inputs()).isEqualTo(expected));
    }

    static Stream<Arguments> countsInputs() {
        return Stream.of(
                Arguments.of("\"one\"", 1),
                Arguments.of("[]", 1),
                Arguments.of("[\"one\",\"two\"]", 2),
                Arguments.of("[1,2,3]", 1),
                Arguments.of("[[1,2],[3]]", 2),
                Arguments.of("{\"text\":[1]}", 1));
    }

    @Test
    void doesNotOverflowTheStackOnDeepNesting() {
        for (String bomb : new String[] {"[", "{\"a\":", "{\"custom_id\":\"a-1\",\"body\":{\"model\":\"m\",\"x\":"}) {
            String open = bomb.endsWith("[") ? "[" : "{\"a\":";
            byte[] value = bytes(bomb + open.repeat(2_000_000));
            assertThat(RequestEvent.parse(value))
                    .isInstanceOfSatisfying(
                            ParsedRequest.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_JSON));
        }
    }

    @Test
    void readsObjectWithManyKeysAndLongKeys() {
        StringBuilder body = new StringBuilder("{\"model\":\"m\"");
        for (int i = 0; i < 100_000; i++) {
            body.append(",\"key").append(i).append("\":").append(i);
        }
        body.append(",\"").append("k".repeat(100_000)).append("\":1}");
        assertThat(RequestEvent.parse(bytes(line("\"a\"", null, "\"/v1/x\"", body.toString()))))
                .isInstanceOf(RequestEvent.class);
    }

    private static String customId(String json) {
        return "{\"custom_id\":" + json + "," + REST;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String line(String customId, String method, String url, String body) {
        return "{\"custom_id\":" + customId + (method == null ? "" : ",\"method\":" + method) + ",\"url\":" + url
                + ",\"body\":" + body + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
