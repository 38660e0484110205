package dev.batchline.dst;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.FilePage;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderLimits;
import dev.batchline.providers.Providers;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of one process to the simulated provider: every call takes time, and may come to grief on the way. */
final class ProviderPort implements BatchProvider {
    /** Of the longest line; longer ones are refused by the router. */
    static final int LINE_BYTES = 2_000;

    private static final ProviderLimits LIMITS =
            new ProviderLimits(50_000, 200_000_000, LINE_BYTES, 50_000, 64, Set.of("/v1/chat/completions"));

    /** Calls that leave something behind at the provider. */
    private static final Set<String> CHANGING = Set.of("upload", "create", "cancel", "delete");

    private final World world;
    private final SimProcess process;
    private final ModelProvider provider;

    ProviderPort(World world, SimProcess process, ModelProvider provider) {
        this.world = world;
        this.process = process;
        this.provider = provider;
    }

    @Override
    public Outcome<RemoteFile> upload(String fileName, UploadContent content) {
        byte[][] sent = new byte[1][];
        return call("upload", () -> sent[0] = read(content), () -> provider.upload(fileName, sent[0]));
    }

    private static byte[] read(UploadContent content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Outcome<RemoteBatch> create(CreateBatch request) {
        world.watch().asks(process, request);
        return call("create", () -> provider.create(request));
    }

    @Override
    public Outcome<RemoteBatch> retrieve(String batchId) {
        return call("retrieve", () -> provider.retrieve(batchId));
    }

    @Override
    public Outcome<BatchPage> list(@Nullable String after, int limit) {
        return call("list", () -> provider.list(after, limit));
    }

    @Override
    public Outcome<FilePage> files(@Nullable String after, int limit) {
        return call("files", () -> provider.files(after, limit));
    }

    @Override
    public Outcome<RemoteBatch> cancel(String batchId) {
        return call("cancel", () -> provider.cancel(batchId));
    }

    @Override
    public Outcome<Downloaded> download(String fileId, Path target, long room) {
        boolean cut = world.faultsGoOn() && world.dice().chance(world.scenario().cutDownloads());
        return call("download", () -> {
            byte[] content = provider.content(fileId);
            if (content == null) {
                return new Outcome.NotFound<>(ModelProvider.error(404, "file_not_found"));
            }
            if (content.length > room) {
                return new Outcome.Success<>(new Downloaded(content.length, false));
            }
            write(target, cut ? Arrays.copyOf(content, content.length / 2) : content);
            return cut ? unavailable("connection_lost") : new Outcome.Success<>(new Downloaded(content.length));
        });
    }

    @Override
    public Outcome<Deleted> delete(String fileId) {
        return call("delete", () -> provider.delete(fileId));
    }

    private static void write(Path target, byte[] content) {
        try {
            Files.write(target, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Outcome<T> call(String what, Supplier<Outcome<T>> carriedOut) {
        return call(what, () -> {}, carriedOut);
    }

    private <T> Outcome<T> call(String what, Runnable sent, Supplier<Outcome<T>> carriedOut) {
        if (Strand.current().stream()) {
            world.watch().broken("I15: " + what + " is called on a stream thread of " + process);
        }
        Fate fate = world.faults().call(new Faults.Point(what, process));
        try {
            world.stand(what, world.latency());
        } catch (ProcessDied died) {
            mayBeSent(what, sent, carriedOut);
            throw died;
        }
        if (Thread.currentThread().isInterrupted()) {
            mayBeSent(what, sent, carriedOut);
            return unavailable("interrupted");
        }
        if (process.withoutProvider()) {
            fate = Fate.REQUEST_LOST;
        }
        if (fate == Fate.CARRIED_OUT_LATE && what.equals("download")) {
            fate = Fate.REQUEST_LOST;
        }
        world.called(process, what, fate);
        sent.run();
        return switch (fate) {
            case DONE -> {
                Outcome<T> outcome = carriedOut.get();
                yield answered(what, outcome);
            }
            case REPLY_LOST -> {
                carriedOut.get();
                yield answered(what, unavailable("connection_lost"));
            }
            case CARRIED_OUT_LATE -> {
                carryOutLater(carriedOut);
                yield answered(what, unavailable("timeout"));
            }
            case REQUEST_LOST -> answered(what, unavailable("connection_lost"));
            case THROTTLED ->
                answered(
                        what,
                        new Outcome.Throttled<>(
                                ModelProvider.error(429, "rate_limit_exceeded"),
                                world.dice().chance(0.5) ? Optional.of(Duration.ofSeconds(3)) : Optional.empty()));
            case BLOCKED -> answered(what, new Outcome.AccountBlocked<>(ModelProvider.error(401, "invalid_api_key")));
            case REFUSED -> answered(what, new Outcome.Refused<>(ModelProvider.error(400, "invalid_request")));
            case NOT_FOUND -> answered(what, new Outcome.NotFound<>(ModelProvider.error(404, "not_found")));
        };
    }

    /** Who is stopped in a call may have sent it: then it is carried out, though nobody waits for the answer. */
    private void mayBeSent(String what, Runnable sent, Supplier<?> carriedOut) {
        if (!CHANGING.contains(what)
                || process.withoutProvider()
                || world.dice().chance(0.5)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            sent.run();
            world.trace(() -> process + " has sent " + what);
            world.watch().covered("carried out after its caller's end");
            carryOutLater(carriedOut);
        } catch (UncheckedIOException e) {
            world.trace(() -> process + " had not sent all of its " + what);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void carryOutLater(Supplier<?> carriedOut) {
        world.schedule().in(world.dice().millis(0, World.LATEST_MILLIS), carriedOut::get);
    }

    private <T> Outcome<T> answered(String what, Outcome<T> outcome) {
        world.stand(what + " answered", world.latency());
        return Thread.currentThread().isInterrupted() ? unavailable("interrupted") : outcome;
    }

    private static <T> Outcome<T> unavailable(String why) {
        return new Outcome.Unavailable<>(ModelProvider.error(0, why), Optional.empty());
    }

    @Override
    public String dialect() {
        return "openai";
    }

    @Override
    public ProviderLimits limits() {
        return LIMITS;
    }

    @Override
    public LineCodec lines() {
        return Providers.linesOf("openai");
    }

    @Override
    public void close() {}
}
