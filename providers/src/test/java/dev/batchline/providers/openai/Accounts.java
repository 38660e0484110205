package dev.batchline.providers.openai;

import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.AccountConnection.Credentials;
import dev.batchline.providers.AccountConnection.Network;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CallControl;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.UploadContent;
import dev.batchline.providers.http.RetryPolicy;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Accounts and requests for tests; the adapters repeat as usual, but do not wait long. */
final class Accounts {
    static final String KEY = "sk-test-0123456789";
    static final CreateBatch CREATE =
            new CreateBatch("file-1", "/v1/chat/completions", "24h", Map.of("batchline-window", "w1"));
    static final Network QUICK =
            new Network(null, null, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60));
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(60));

    private Accounts() {}

    static BatchProvider at(URI base) {
        return at(base, QUICK);
    }

    static BatchProvider at(URI base, Network network) {
        return at(new AccountConnection("main", "openai", base, new Credentials(KEY, "org-1", "proj-1"), network));
    }

    static BatchProvider at(AccountConnection connection) {
        return at(connection, CallControl.NONE);
    }

    static BatchProvider at(AccountConnection connection, CallControl control) {
        return new OpenAiProvider(connection, control, IMPATIENT);
    }

    static BatchProvider at(URI base, CallControl control) {
        return at(new AccountConnection("main", "openai", base, new Credentials(KEY, null, null), QUICK), control);
    }

    static UploadContent content(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new UploadContent() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
