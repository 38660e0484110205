package dev.batchline.providers.http;

import dev.batchline.providers.Outcome;
import java.io.IOException;
import okhttp3.Response;

/**
 * Makes an outcome of a reply, whatever its status.
 *
 * @param <T> what a success brings
 */
@FunctionalInterface
public interface ReplyReader<T> {
    /** Reads the reply; an {@link IOException} means that it did not arrive whole. */
    Outcome<T> read(Response reply) throws IOException;
}
