package dev.batchline.providers.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A request body that OkHttp must not send a second time, whatever the server or the connection does. */
public final class OnceBody extends RequestBody {
    private final byte[] content;
    private final MediaType type;

    public OnceBody(byte[] content, MediaType type) {
        this.content = content.clone();
        this.type = type;
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return content.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(content);
    }
}
