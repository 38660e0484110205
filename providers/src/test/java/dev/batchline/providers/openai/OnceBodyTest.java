package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.http.OnceBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The body alone keeps OkHttp from repeating a request, even in a client that repeats what it can. */
class OnceBodyTest {
    private static final MediaType TEXT = MediaType.get("text/plain");

    @ParameterizedTest
    @ValueSource(strings = {"408 Request Timeout", "503 Busy", "307 Moved", "308 Moved"})
    void goesOutOnce(String status) throws IOException {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        assertThat(posts(status, new OnceBody(content, TEXT))).isEqualTo(1);
        assertThat(posts(status, RequestBody.create(content, TEXT))).isGreaterThan(1);
    }

    private static long posts(String status, RequestBody body) throws IOException {
        byte[] reply = RawServer.reply(status, "", "Retry-After: 0", "Location: /v1/x", "Connection: close");
        RawServer.Script script = (request, number, out) -> {
            out.write(number > 3 ? RawServer.reply("200 OK", "", "Connection: close") : reply);
            return false;
        };
        try (RawServer server = new RawServer(script)) {
            Request request = new Request.Builder()
                    .url(server.base().toString())
                    .post(body)
                    .build();
            try (Response last = new OkHttpClient().newCall(request).execute()) {
                assertThat(last.code()).isPositive();
            }
            return server.count("POST");
        }
    }
}
