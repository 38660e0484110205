package dev.batchline.simulator;

import dev.batchline.simulator.answer.Answer;
import dev.batchline.simulator.answer.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Everything the provider executed and billed, by custom_id and by body: the judge of what a client did.
 *
 * <p>An execution is billed when it was answered 2xx. A million lines take about 300 MB of heap.
 */
public final class ExecutionLog {

    private final ByteKeys customIds = new ByteKeys();
    private final ByteKeys bodies = new ByteKeys();
    private final ByteKeys pairs = new ByteKeys();
    private final Tally byCustomId = new Tally();
    private final Tally byBody = new Tally();
    private final Tally byPair = new Tally();
    private final List<String> batches = new ArrayList<>();
    private int[] latestOfCustomId = new int[256];
    private int[] batchOf = new int[256];
    private int[] previous = new int[256];
    private long[] tokensOfCustomId = new long[256];
    private int executed;
    private long billed;
    private long batchesCreated;
    private long createCalls;
    private TokenUsage usage = TokenUsage.NONE;

    /**
     * One custom_id with one of the bodies it was executed with.
     *
     * @param customId the caller's id
     * @param body digest of the body's bytes
     * @param executed how often the two ran together
     * @param billed how often they were answered 2xx
     */
    public record Item(String customId, BodyDigest body, int executed, int billed) {}

    /**
     * The log in a few figures.
     *
     * @param createCalls calls of {@code POST /batches}, refused ones among them
     * @param batchesCreated batches that came out of them
     * @param linesExecuted executions
     * @param linesBilled executions that were answered 2xx
     * @param distinctCustomIds custom_ids that ran at least once
     * @param usage tokens over all executions
     */
    public record Summary(
            long createCalls,
            long batchesCreated,
            long linesExecuted,
            long linesBilled,
            long distinctCustomIds,
            TokenUsage usage) {}

    ExecutionLog() {}

    /** How often lines with this custom_id ran. */
    public synchronized int executions(String customId) {
        return byCustomId.executed(customIds.find(utf8(customId)));
    }

    /** How often lines with this custom_id were billed. */
    public synchronized int billed(String customId) {
        return byCustomId.billed(customIds.find(utf8(customId)));
    }

    /** Tokens billed for this custom_id, input and output together. */
    public synchronized long tokens(String customId) {
        int number = customIds.find(utf8(customId));
        return number < 0 ? 0 : tokensOfCustomId[number];
    }

    /** Ids of the batches in which this custom_id ran, the latest first. */
    public synchronized Set<String> batchesOf(String customId) {
        Set<String> found = new LinkedHashSet<>();
        int number = customIds.find(utf8(customId));
        int execution = number < 0 ? 0 : latestOfCustomId[number];
        while (execution != 0) {
            found.add(batches.get(batchOf[execution - 1]));
            execution = previous[execution - 1];
        }
        return found;
    }

    /** How often lines with exactly these body bytes ran. */
    public synchronized int executionsOfBody(BodyDigest body) {
        return byBody.executed(bodies.find(body.bytes()));
    }

    /** How often lines with exactly these body bytes were billed. */
    public synchronized int billedOfBody(BodyDigest body) {
        return byBody.billed(bodies.find(body.bytes()));
    }

    /** The figures of this moment. */
    public synchronized Summary summary() {
        return new Summary(createCalls, batchesCreated, executed, billed, customIds.size(), usage);
    }

    /** Executions that were billed. */
    public synchronized long totalBilled() {
        return billed;
    }

    /** How many custom_ids ran more than once. */
    public synchronized long countExecutedMoreThanOnce() {
        return countRepeated(customIds.size(), byCustomId::executed);
    }

    /** How many custom_ids were billed more than once. */
    public synchronized long countBilledMoreThanOnce() {
        return countRepeated(customIds.size(), byCustomId::billed);
    }

    /** How many different bodies ran more than once. */
    public synchronized long countBodiesExecutedMoreThanOnce() {
        return countRepeated(bodies.size(), byBody::executed);
    }

    /** Custom_ids that ran more than once, {@code most} of them at most. */
    public synchronized List<String> executedMoreThanOnce(int most) {
        List<String> found = new ArrayList<>();
        for (int number = 0; number < customIds.size() && found.size() < most; number++) {
            if (byCustomId.executed(number) > 1) {
                found.add(text(customIds.key(number)));
            }
        }
        return found;
    }

    /** Shows every item in the order of first execution; those that come meanwhile may be among them. */
    public void forEachItem(Consumer<Item> consumer) {
        int number = 0;
        while (number < itemCount()) {
            consumer.accept(item(number));
            number++;
        }
    }

    synchronized void countCreateCall() {
        createCalls++;
    }

    synchronized void countBatch() {
        batchesCreated++;
    }

    /** Makes a batch known; its executions are recorded under the number. */
    synchronized int addBatch(String batchId) {
        batches.add(batchId);
        return batches.size() - 1;
    }

    synchronized void record(String customId, BodyDigest body, int batch, Answer answer) {
        int id = customIds.number(utf8(customId));
        int bodyNumber = bodies.number(body.bytes());
        int pair = pairs.number(
                ByteBuffer.allocate(8).putInt(id).putInt(bodyNumber).array());
        byCustomId.count(id, answer.billed());
        byBody.count(bodyNumber, answer.billed());
        byPair.count(pair, answer.billed());
        link(id, batch);
        tokensOfCustomId[id] += answer.usage().total();
        billed += answer.billed() ? 1 : 0;
        usage = new TokenUsage(
                usage.input() + answer.usage().input(),
                usage.output() + answer.usage().output());
    }

    private void link(int id, int batch) {
        if (id >= latestOfCustomId.length) {
            latestOfCustomId = Arrays.copyOf(latestOfCustomId, latestOfCustomId.length * 2);
            tokensOfCustomId = Arrays.copyOf(tokensOfCustomId, latestOfCustomId.length);
        }
        if (executed == batchOf.length) {
            batchOf = Arrays.copyOf(batchOf, executed * 2);
            previous = Arrays.copyOf(previous, executed * 2);
        }
        batchOf[executed] = batch;
        previous[executed] = latestOfCustomId[id];
        executed++;
        latestOfCustomId[id] = executed;
    }

    private synchronized int itemCount() {
        return pairs.size();
    }

    private synchronized Item item(int number) {
        ByteBuffer pair = ByteBuffer.wrap(pairs.key(number));
        String customId = text(customIds.key(pair.getInt()));
        byte[] digest = bodies.key(pair.getInt());
        String hex = HexFormat.of().formatHex(digest);
        return new Item(customId, new BodyDigest(hex), byPair.executed(number), byPair.billed(number));
    }

    private static long countRepeated(int size, IntUnaryOperator times) {
        return IntStream.range(0, size)
                .filter(number -> times.applyAsInt(number) > 1)
                .count();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
