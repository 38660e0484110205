package dev.batchline.cli.chaos;

import dev.batchline.cli.RequestSender;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a steady rate over several lanes, and now and then many of one lane at once. No two bodies are
 * alike; some requests have the custom_id of another, and some cannot be sent to a provider.
 */
final class Traffic implements AutoCloseable {
    private static final int EVERY_MS = 100;
    private static final int BURST_EVERY = 250;
    private static final double SAME_NAME = 0.02;
    private static final double UNREADABLE = 0.003;
    private static final List<String> ENDPOINTS = List.of("/v1/chat/completions", "/v1/embeddings");

    private final RequestSender sender;
    private final RandomGenerator random;
    private final int lanes;
    private final double perTick;
    private final int burst;
    private final long seed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private double owed;
    private int ticks;
    private long sent;

    /**
     * Traffic that has not begun.
     *
     * @param perSecond steady requests
     * @param burst how many come at once now and then
     */
    Traffic(BatchlineConfig config, long seed, int lanes, double perSecond, int burst) {
        this.sender = new RequestSender(
                config.kafka(),
                config.topics().name(Topic.REQUESTS),
                Topic.REQUESTS.maxMessageBytes(config.topics().requestMaxBytes()));
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.seed = seed;
        this.lanes = lanes;
        this.perTick = perSecond * EVERY_MS / 1000;
        this.burst = burst;
    }

    /** The model of a lane. */
    static String model(int lane) {
        return "chaos-" + lane;
    }

    void begin() {
        var unused = thread.scheduleAtFixedRate(this::tick, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** How many requests the broker has acknowledged. */
    long acknowledged() {
        return sender.acknowledged();
    }

    /** Ends it; returns when everything was acknowledged. */
    void end() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the requests could not be sent");
        }
        RuntimeException refused = failure.get();
        if (refused != null) {
            throw refused;
        }
        sender.flush();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        sender.close();
    }

    private void tick() {
        try {
            owed += perTick;
            while (owed >= 1) {
                send(random.nextInt(lanes));
                owed--;
            }
            ticks++;
            if (ticks % BURST_EVERY == BURST_EVERY / 5) {
                int lane = random.nextInt(lanes);
                for (int i = 0; i < burst; i++) {
                    send(lane);
                }
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private void send(int lane) {
        long number = sent++;
        boolean sameName = number > 0 && random.nextDouble() < SAME_NAME;
        String id = "c-" + (sameName ? random.nextLong(Math.max(0, number - 200), number) : number);
        String line = random.nextDouble() < UNREADABLE ? "{\"custom_id\":\"" + id + "\"" : line(lane, id, number);
        sender.send(line.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private String line(int lane, String id, long number) {
        String endpoint = ENDPOINTS.get(lane % ENDPOINTS.size());
        String text = "Say the mark " + seed + "-" + number + "." + " And go on.".repeat(random.nextInt(12));
        String body = endpoint.endsWith("embeddings")
                ? "\"dimensions\":8,\"input\":\"" + text + "\""
                : "\"max_tokens\":6,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + endpoint + "\",\"body\":{\"model\":\""
                + model(lane) + "\"," + body + "}}";
    }
}
