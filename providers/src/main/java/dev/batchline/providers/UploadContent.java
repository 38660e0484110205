package dev.batchline.providers;

import java.io.IOException;
import java.io.InputStream;

/** What is uploaded: a stream that can be opened again, of a length known before. */
public interface UploadContent {
    /** Its length in bytes. */
    long length();

    /** Opens it at its beginning. */
    InputStream open() throws IOException;
}
