package dev.batchline.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of the simulator: checks who asks, finds who answers, and puts refusals into the provider's envelope. */
final class ApiHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final String BEARER = "bearer ";

    private final FilesApi files;
    private final BatchesApi batches;
    private final JudgeApi judge;
    private final FaultScript script;
    private final InstantSource time;
    private final @Nullable String apiKey;

    ApiHandler(
            FilesApi files,
            BatchesApi batches,
            JudgeApi judge,
            FaultScript script,
            InstantSource time,
            @Nullable String apiKey) {
        this.files = files;
        this.batches = batches;
        this.judge = judge;
        this.script = script;
        this.time = time;
        this.apiKey = apiKey;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Call call = new Call(exchange, time);
        try {
            answer(call);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).addKeyValue("call", call.describe()).log("Caller went away");
        } finally {
            call.close();
        }
    }

    private void answer(Call call) throws IOException {
        try {
            route(call);
        } catch (ApiException e) {
            call.reply(e.status(), e.body());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("call", call.describe()).log("Call broke inside the simulator");
            if (!call.answered()) {
                call.reply(500, new ApiException(500, "The simulator failed.", null, null).body());
            }
        }
    }

    private void route(Call call) throws IOException {
        String route = call.route();
        if (JudgeApi.serves(route)) {
            judge.answer(route, call);
            return;
        }
        authorise(call);
        script(call, route);
        switch (route) {
            case "POST /v1/files" -> files.upload(call);
            case "GET /v1/files" -> files.list(call);
            case "GET /v1/files/*" -> files.retrieve(call);
            case "DELETE /v1/files/*" -> files.delete(call);
            case "GET /v1/files/*/content" -> files.content(call);
            case "POST /v1/batches" -> batches.create(call);
            case "GET /v1/batches" -> batches.list(call);
            case "GET /v1/batches/*" -> batches.retrieve(call);
            case "POST /v1/batches/*/cancel" -> batches.cancel(call);
            default -> throw ApiException.unknownUrl(call.describe());
        }
    }

    /** Plays what the script holds for a call. */
    private void script(Call call, String route) {
        judge.count(route);
        FaultPlay play = script.play();
        play.next(CallFault.LoseReply.class, route, call.path()).ifPresent(lost -> call.loseReply(lost.status()));
        play.next(CallFault.ReplaceReply.class, route, call.path())
                .ifPresent(instead -> call.replaceReply(instead.status(), instead.text()));
        play.next(CallFault.RefuseCalls.class, route, call.path()).ifPresent(refusal -> {
            askToWait(call, refusal);
            throw ApiException.scripted(refusal.status(), refusal.code());
        });
    }

    private static void askToWait(Call call, CallFault.RefuseCalls refusal) {
        Duration wait = refusal.retryAfter();
        if (wait.isPositive()) {
            switch (refusal.retryHeader()) {
                case RETRY_AFTER -> call.setHeader("retry-after", Json.seconds(wait));
                case RETRY_AFTER_MS -> call.setHeader("retry-after-ms", Long.toString(wait.toMillis()));
            }
        }
    }

    private void authorise(Call call) {
        String given = call.header("Authorization");
        if (given == null || !given.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw new ApiException(
                    401, "You didn't provide an API key in an Authorization header with Bearer auth.", null, null);
        }
        String key = given.substring(BEARER.length()).strip();
        if (apiKey != null && !apiKey.equals(key)) {
            throw new ApiException(401, "Incorrect API key provided.", null, "invalid_api_key");
        }
    }
}
