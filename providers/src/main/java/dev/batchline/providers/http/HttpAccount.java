package dev.batchline.providers.http;

import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.CallControl;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.http.RetryPolicy.Ending;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP connections of one account. A call blocks until it has an outcome. Each attempt runs on a virtual thread
 * of its own, so that an interrupt of the caller can close its socket.
 */
public final class HttpAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAccount.class);
    private static final Duration PATIENCE_AFTER_CANCEL = Duration.ofSeconds(5);

    /** Whoever sends a call that goes out once looked at its lease just before. */
    private static final Duration LONGEST_TURN_ONCE = Duration.ofSeconds(5);

    private static final Duration LONGEST_TURN = Duration.ofMinutes(10);
    private static final String TOO_LONG = "The call was not sent: requests.per.minute of its account are used up.";

    private final String account;
    private final Clients clients;
    private final RetryPolicy policy;
    private final CleanText clean;
    private final CallControl control;
    private final Turns turns;
    private final CountDownLatch closed = new CountDownLatch(1);

    public HttpAccount(AccountConnection connection, CallControl control, RetryPolicy policy, CleanText clean) {
        this.account = connection.account();
        this.clients = Clients.of(connection.network());
        this.policy = policy;
        this.clean = clean;
        this.control = control;
        this.turns = new Turns(control.requestsPerMinute(), control.elapsed());
    }

    /**
     * Sends the request when it is its turn, again where its kind and the policy allow it, and answers the last
     * attempt's outcome.
     */
    public <T> Outcome<T> call(Operation operation, Request request, ReplyReader<T> reader) {
        CallKind kind = operation.kind();
        Attempt<T> attempt = inTurn(operation, request, reader);
        for (int done = 0; ; done++) {
            Optional<Duration> delay = delayAfter(attempt, kind, done);
            if (delay.isEmpty()) {
                return attempt.outcome;
            }
            LOG.atDebug()
                    .addKeyValue("account", account)
                    .addKeyValue("status", attempt.ending.status())
                    .addKeyValue("delay_ms", delay.get().toMillis())
                    .log("repeating a call");
            if (!waited(delay.get())) {
                return attempt.outcome;
            }
            attempt = inTurn(operation, request, reader);
        }
    }

    private <T> Attempt<T> inTurn(Operation operation, Request request, ReplyReader<T> reader) {
        Optional<Duration> tooLong;
        try {
            tooLong = turns.await(
                    operation.urgent(), operation.kind() == CallKind.ONCE ? LONGEST_TURN_ONCE : LONGEST_TURN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended("interrupted", "The thread was interrupted before the call.");
        }
        if (tooLong.isPresent() && closed.getCount() > 0) {
            ProviderError error = new ProviderError(0, "requests_per_minute", TOO_LONG, null);
            return new Attempt<>(new Outcome.Throttled<>(error, tooLong), Ending.FINAL);
        }
        Duration began = control.elapsed().get();
        Attempt<T> attempt = attempt(request, operation.kind(), reader);
        if (attempt.outcome instanceof Outcome.Throttled) {
            turns.slowDown();
        }
        Duration took = control.elapsed().get().minus(began);
        control.listener().called(account, operation.word(), attempt.outcome.word(), took);
        return attempt;
    }

    private <T> Optional<Duration> delayAfter(Attempt<T> attempt, CallKind kind, int done) {
        boolean settled =
                attempt.outcome instanceof Outcome.Success || attempt.outcome instanceof Outcome.AccountBlocked;
        if (kind == CallKind.ONCE || settled) {
            return Optional.empty();
        }
        boolean conflictIsFinal = kind == CallKind.REPEATED_BUT_FOR_CONFLICTS;
        return policy.delayAfter(
                attempt.ending,
                done,
                conflictIsFinal,
                ThreadLocalRandom.current().nextDouble());
    }

    /** Waits for a repeat; false if the account was closed or the thread interrupted meanwhile. */
    private boolean waited(Duration delay) {
        try {
            return !closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> Attempt<T> attempt(Request request, CallKind kind, ReplyReader<T> reader) {
        if (closed.getCount() == 0) {
            return ended("closed", "The connection to the provider was closed.");
        }
        if (Thread.currentThread().isInterrupted()) {
            return ended("interrupted", "The thread was interrupted before the call.");
        }
        Call call = clients.clientFor(kind).newCall(request);
        CompletableFuture<Attempt<T>> result = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().name("http-" + account).start(() -> {
            try {
                result.complete(attempt(call, reader));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException e) {
            call.cancel();
            worker.interrupt();
            joinShortly(worker);
            Thread.currentThread().interrupt();
            return ended("interrupted", "The thread was interrupted in the call.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call to account " + account + " failed in our own code", e.getCause());
        }
    }

    /** Waits until the attempt has cleaned up after itself, but not for a reader that does not come back. */
    private static void joinShortly(Thread worker) {
        try {
            worker.join(PATIENCE_AFTER_CANCEL);
        } catch (InterruptedException again) {
            LOG.atDebug().log("interrupted again");
        }
    }

    private <T> Attempt<T> attempt(Call call, ReplyReader<T> reader) {
        try (Response raw = call.execute()) {
            Response reply = withRetryAfter(raw);
            return new Attempt<>(reader.read(reply), endingOf(reply));
        } catch (LocalIoException e) {
            return ended("local_io", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return lost(closed.getCount() == 0 ? "closed" : codeOf(e), e);
        }
    }

    private static Response withRetryAfter(Response reply) {
        String after = reply.header(Clients.HIDDEN_RETRY_AFTER);
        return after == null
                ? reply
                : reply.newBuilder().header("Retry-After", after).build();
    }

    private static Ending endingOf(Response reply) {
        Headers headers = reply.headers();
        Optional<Boolean> should = Optional.ofNullable(headers.get("x-should-retry"))
                .filter(word -> word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false"))
                .map(Boolean::valueOf);
        return new Ending(reply.code(), should, ServerDelay.of(headers));
    }

    private static String codeOf(IOException e) {
        return switch (e) {
            case TruncatedReplyException truncated -> "truncated";
            case ConnectException refused -> "not_connected";
            case UnknownHostException unknown -> "not_connected";
            case SSLException tls -> "tls_failed";
            case InterruptedIOException timeout -> "timeout";
            default -> "connection_lost";
        };
    }

    private <T> Attempt<T> lost(String code, IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Attempt<>(unavailable(code, clean.of(message)), Ending.NO_REPLY);
    }

    private <T> Attempt<T> ended(String code, String message) {
        return new Attempt<>(unavailable(code, clean.of(message)), Ending.FINAL);
    }

    private static <T> Outcome<T> unavailable(String code, String message) {
        return new Outcome.Unavailable<>(new ProviderError(0, code, message, null), Optional.empty());
    }

    /** Ends what is running as unavailable and closes all connections; later calls answer the same. */
    @Override
    public void close() {
        closed.countDown();
        turns.close();
        clients.close();
    }

    /**
     * One attempt's end, for the caller and for the policy.
     *
     * @param <T> what a success brings
     */
    private record Attempt<T>(Outcome<T> outcome, Ending ending) {}
}
