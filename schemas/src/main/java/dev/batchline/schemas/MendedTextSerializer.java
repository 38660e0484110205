package dev.batchline.schemas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/** Writes a text so that it always has a UTF-8 form: a provider's message may be cut in the middle of a character. */
final class MendedTextSerializer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1L;

    MendedTextSerializer() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(Utf8.mended(text));
    }
}
