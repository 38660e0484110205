package dev.batchline.cli.replay;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.RequestEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a dead letter in a replay. */
sealed interface Decision {
    /** It is sent again. */
    final class Send implements Decision {
        private final RequestEvent request;
        private final byte[] value;
        private final List<Header> headers;

        Send(RequestEvent request, byte[] value, List<Header> headers) {
            this.request = request;
            this.value = value;
            this.headers = List.copyOf(headers);
        }

        RequestEvent request() {
            return request;
        }

        /** The bytes to send. */
        byte[] value() {
            return value;
        }

        List<Header> headers() {
            return headers;
        }

        /** The account or pool that it names; empty if it names none. */
        String account() {
            return RequestHeaders.account(headers);
        }
    }

    /**
     * It was sent again before.
     *
     * @param request it; null if it cannot be read
     */
    record Skip(@Nullable RequestEvent request) implements Decision {}

    /**
     * It cannot be sent again.
     *
     * @param why in words
     */
    record Cannot(String why) implements Decision {}

    /**
     * It could be, if the patch did not make something of it that is no request.
     *
     * @param why in words
     */
    record Spoiled(String why) implements Decision {}
}
