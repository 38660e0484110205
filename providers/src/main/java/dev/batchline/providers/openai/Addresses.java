package dev.batchline.providers.openai;

import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.AccountConnection.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Where an account's calls go and which headers say whose they are. */
final class Addresses {
    private final HttpUrl base;
    private final Headers headers;

    /** Throws {@link IllegalArgumentException} for a base that is not http, or a key that fits into no header. */
    Addresses(AccountConnection connection) {
        this.base = HttpUrl.get(connection.baseUrl().toString());
        this.headers = headers(connection.credentials());
    }

    private static Headers headers(Credentials credentials) {
        Headers.Builder headers = new Headers.Builder()
                .add("Authorization", "Bearer " + credentials.apiKey().strip())
                .add("User-Agent", "batchline")
                .add("Accept", "application/json");
        if (credentials.organization() != null) {
            headers.add("OpenAI-Organization", credentials.organization());
        }
        if (credentials.project() != null) {
            headers.add("OpenAI-Project", credentials.project());
        }
        return headers.build();
    }

    /** Whether the text can stand as one segment of a path: these would name another place. */
    static boolean possible(String id) {
        return !id.isEmpty() && !id.equals(".") && !id.equals("..");
    }

    /** The address of these segments below the base; whatever stands in a segment is escaped. */
    HttpUrl.Builder url(String... segments) {
        HttpUrl.Builder url = base.newBuilder();
        for (String segment : segments) {
            url.addPathSegment(segment);
        }
        return url;
    }

    Request.Builder to(String... segments) {
        return to(url(segments).build());
    }

    Request.Builder to(HttpUrl url) {
        return new Request.Builder().url(url).headers(headers);
    }
}
