package dev.batchline.providers.http;

import dev.batchline.providers.UploadContent;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A request body that is read as a stream, from the start for each attempt. */
public final class UploadBody extends RequestBody {
    private static final int CHUNK = 64 * 1024;

    private final UploadContent content;
    private final MediaType type;

    public UploadBody(UploadContent content, MediaType type) {
        this.content = content;
        this.type = type;
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return content.length();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = content.length();
        try (InputStream in = open()) {
            int read = read(in, chunk);
            while (read >= 0) {
                left -= read;
                if (left < 0) {
                    throw changed("is longer");
                }
                sink.write(chunk, 0, read);
                read = read(in, chunk);
            }
        }
        if (left > 0) {
            throw changed("is " + left + " bytes shorter");
        }
    }

    private InputStream open() throws LocalIoException {
        try {
            return content.open();
        } catch (IOException e) {
            throw new LocalIoException("The content to upload cannot be opened: " + e.getMessage(), e);
        }
    }

    private static int read(InputStream in, byte[] chunk) throws LocalIoException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new LocalIoException("The content to upload cannot be read: " + e.getMessage(), e);
        }
    }

    private LocalIoException changed(String how) {
        return new LocalIoException("The content to upload " + how + " than its length of " + content.length()
                + " bytes says: it was changed meanwhile.");
    }
}
