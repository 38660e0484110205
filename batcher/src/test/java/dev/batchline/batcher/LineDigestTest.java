package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chain digest of a window's lines. */
class LineDigestTest {
    private static final List<String> LINES = List.of("first", "", "third ü");

    @Test
    void chainsFromThirtyTwoZeroBytes() throws NoSuchAlgorithmException {
        byte[] expected = new byte[32];
        LineDigest digest = new LineDigest();
        assertThat(digest.text()).isEqualTo(Base64.getEncoder().encodeToString(expected));
        for (String line : LINES) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(expected);
            expected = sha256.digest(utf8(line));
            digest.add(utf8(line));
            assertThat(digest.text()).isEqualTo(Base64.getEncoder().encodeToString(expected));
        }
    }

    @Test
    void partsOfALineAreTheLine() {
        LineDigest whole = new LineDigest();
        LINES.forEach(line -> whole.add(utf8(line)));
        LineDigest parts = new LineDigest();
        for (String line : LINES) {
            byte[] bytes = utf8(line);
            int middle = bytes.length / 2;
            parts.addPart(bytes, 0, middle, true);
            parts.addPart(bytes, middle, bytes.length - middle, false);
            parts.endLine();
        }
        assertThat(parts.text()).isEqualTo(whole.text());
    }

    @Test
    void goesOnFromWhereItStood() {
        LineDigest whole = new LineDigest();
        LINES.forEach(line -> whole.add(utf8(line)));
        LineDigest first = new LineDigest();
        first.add(utf8(LINES.get(0)));
        LineDigest rest = LineDigest.from(first.text());
        LINES.subList(1, LINES.size()).forEach(line -> rest.add(utf8(line)));
        assertThat(rest.text()).isEqualTo(whole.text());
    }

    @Test
    void tellsWhereOneLineEndsAndTheNextBegins() {
        LineDigest one = new LineDigest();
        one.add(utf8("ab"));
        one.add(utf8("c"));
        LineDigest other = new LineDigest();
        other.add(utf8("a"));
        other.add(utf8("bc"));
        assertThat(one.text()).isNotEqualTo(other.text());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
