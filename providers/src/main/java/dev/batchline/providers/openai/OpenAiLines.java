package dev.batchline.providers.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.ResultItem;
import dev.batchline.schemas.RequestEvent;
import java.nio.charset.StandardCharsets;

/** Input lines with {@code custom_id, method, url, body}, result lines with {@code id, custom_id, response, error}. */
final class OpenAiLines implements LineCodec {
    private static final byte[] START = ascii("{\"custom_id\":\"");
    private static final byte[] URL = ascii("\",\"method\":\"POST\",\"url\":\"");
    private static final byte[] BODY = ascii("\",\"body\":");

    /** {@inheritDoc} The body is the event's, byte for byte, but for line breaks between its tokens. */
    @Override
    public byte[] requestLine(RequestEvent event, String customId) {
        byte[] id = quoted(customId);
        byte[] url = quoted(event.url());
        int bodyLength = event.bodyEnd() - event.bodyStart();
        byte[] line = new byte[START.length + id.length + URL.length + url.length + BODY.length + bodyLength + 1];
        int at = 0;
        for (byte[] part : new byte[][] {START, id, URL, url, BODY}) {
            System.arraycopy(part, 0, line, at, part.length);
            at += part.length;
        }
        for (int i = event.bodyStart(); i < event.bodyEnd(); i++) {
            byte b = event.json()[i];
            line[at++] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        line[at] = '}';
        return line;
    }

    @Override
    public ResultItem resultLine(byte[] line) {
        return ResultLineParser.parse(line);
    }

    private static byte[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
