package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Merge Patch, as RFC 7396 has it. */
class MergePatchTest {
    /** The examples of appendix A whose target and patch are objects. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}             | {\"a\":\"c\"}              | {\"a\":\"c\"}",
                "{\"a\":\"b\"}             | {\"b\":\"c\"}              | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}             | {\"a\":null}               | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null}               | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}           | {\"a\":\"c\"}              | {\"a\":\"c\"}",
                "{\"a\":\"c\"}             | {\"a\":[\"b\"]}            | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}     | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}   | {\"a\":[1]}                | {\"a\":[1]}",
                "{\"e\":null}              | {\"a\":1}                  | {\"e\":null,\"a\":1}",
                "{}                        | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
                "{\"a\":[1,null]}          | {\"b\":[null]}             | {\"a\":[1,null],\"b\":[null]}",
            })
    void isAppliedAsTheStandardSays(String target, String patch, String result) {
        assertThat(applied(patch, target)).isEqualTo(result);
    }

    @Test
    void keepsWhatItDoesNotName() {
        String request = "{\"custom_id\":\"ä\",\"body\":{\"seed\":12345678901234567890123,\"t\":0.70,"
                + "\"u\":1e-7,\"p\":\"\\u0000\"}}";

        assertThat(applied("{\"body\":{\"model\":\"m\"}}", request))
                .isEqualTo("{\"custom_id\":\"ä\",\"body\":{\"seed\":12345678901234567890123,\"t\":0.70,\"u\":1E-7,"
                        + "\"p\":\"\\u0000\",\"model\":\"m\"}}");
    }

    @Test
    void canBeAppliedAgainAndAgain() {
        MergePatch patch = patch("{\"body\":{\"stop\":[\"x\"],\"o\":{\"a\":1,\"b\":null}}}");
        byte[] first = patch.apply(utf8("{\"body\":{\"o\":{\"b\":2,\"c\":3}}}")).orElseThrow();
        byte[] second = patch.apply(utf8("{}")).orElseThrow();

        assertThat(first).asString().isEqualTo("{\"body\":{\"o\":{\"c\":3,\"a\":1},\"stop\":[\"x\"]}}");
        assertThat(second).asString().isEqualTo("{\"body\":{\"stop\":[\"x\"],\"o\":{\"a\":1}}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "[]",
                "\"x\"",
                "null",
                "{}",
                "{\"a\":1} {}",
                "{\"a\":1,\"a\":2}",
                "{\"custom_id\":\"x\"}",
                "{\"custom_id\":null}",
            })
    void isRefused(String patch) {
        assertThatThrownBy(() -> patch(patch)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{\"a\":1,\"a\":2}", "{\"a\":1}x"})
    void cannotBeAppliedToThis(String value) {
        assertThat(patch("{\"b\":1}").apply(utf8(value))).isEmpty();
    }

    private static String applied(String patch, String target) {
        return new String(patch(patch).apply(utf8(target)).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static MergePatch patch(String json) {
        return MergePatch.parse(utf8(json));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
