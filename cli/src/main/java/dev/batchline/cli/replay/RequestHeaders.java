package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterFacts;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the headers of a request from those of its dead letter: what the user set stays, what told of its end goes. */
final class RequestHeaders {
    private static final Set<String> KEPT =
            Set.of(Headers.ACCOUNT, Headers.MODE, Headers.DEADLINE, Headers.TENANT, Headers.JOB, Headers.REPLAY_ORIGIN);

    /** What programs say in dead letters begins so. */
    private static final List<String> OF_LETTERS = List.of("kafka_dlt-", "__connect.errors.", "__streams.errors.");

    private RequestHeaders() {}

    /**
     * The headers.
     *
     * @param job the replay's name
     * @param account the account to send it through; null leaves it as it was
     */
    static List<Header> of(Letter letter, String job, @Nullable String account) {
        List<Header> headers = new ArrayList<>();
        for (Header header : letter.headers()) {
            if (stays(header.key()) && (account == null || !header.key().equals(Headers.ACCOUNT))) {
                headers.add(header);
            }
        }
        if (account != null) {
            headers.add(Header.of(Headers.ACCOUNT, account));
        }
        headers.add(Header.of(Headers.REPLAY, job));
        LetterFacts.Origin origin = letter.facts().origin();
        if (origin != null && !letter.has(Headers.REPLAY_ORIGIN)) {
            headers.add(Header.of(
                    Headers.REPLAY_ORIGIN, origin.topic() + "-" + origin.partition() + "-" + origin.offset()));
        }
        return headers;
    }

    /** The account or pool that headers name; empty if they name none. */
    static String account(List<Header> headers) {
        String account = "";
        for (Header header : headers) {
            if (header.key().equals(Headers.ACCOUNT)) {
                account = header.text();
            }
        }
        return account;
    }

    /** How many bytes of names and values they have. */
    static long size(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            size += header.key().getBytes(StandardCharsets.UTF_8).length + (value == null ? 0L : value.length);
        }
        return size;
    }

    private static boolean stays(String name) {
        return name.startsWith(Headers.PREFIX)
                ? KEPT.contains(name)
                : OF_LETTERS.stream().noneMatch(name::startsWith);
    }
}
