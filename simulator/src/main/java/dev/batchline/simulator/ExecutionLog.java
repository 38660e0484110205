package dev.batchline.simulator;

import dev.batchline.simulator.answer.Answer;
import dev.batchline.simulator.answer.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Everything the provider executed and billed, by custom_id and by body: the judge of what a client did.
 *
 * <p>An execution is billed when it was answered 2xx. Custom_ids and bodies are known by the first 128 bits of their
 * SHA-256; a million lines take less than 100 MB of heap.
 */
public final class ExecutionLog {

    private static final int MOST_NAMES = 1000;

    private final Digests customIds = new Digests();
    private final Digests bodies = new Digests();
    private final Tally byCustomId = new Tally();
    private final Tally byBody = new Tally();
    private final Tally byBatch = new Tally();
    private final List<String> batches = new ArrayList<>();
    private final Map<String, Integer> batchNumbers = new HashMap<>();
    private final List<String> repeated = new ArrayList<>();

    /** The latest execution of each custom_id, from 1. */
    private final Ints latest = new Ints();

    /** The execution of the same custom_id before each one, from 1. */
    private final Ints previous = new Ints();

    private final Ints idOf = new Ints();
    private final Ints batchOf = new Ints();
    private final Ints bodyOf = new Ints();

    /** The tokens of each execution, from 1; 0 if it was not billed. */
    private final Ints tokensOf = new Ints();

    private int executed;
    private long billed;
    private long batchesCreated;
    private long createCalls;
    private TokenUsage usage = TokenUsage.NONE;

    /**
     * One custom_id with one of the bodies it was executed with.
     *
     * @param customId the first 32 hexadecimal digits of the SHA-256 of the caller's id in UTF-8
     * @param body the first 32 hexadecimal digits of the SHA-256 of the body's bytes
     * @param executed how often the two ran together
     * @param billed how often they were answered 2xx
     * @param batches in which batches, the latest first
     * @param repeated whether the custom_id or the body ran more than once in all
     */
    public record Item(String customId, String body, int executed, int billed, List<String> batches, boolean repeated) {

        public Item {
            batches = List.copyOf(batches);
        }
    }

    /**
     * One execution of one line.
     *
     * @param customId the first 32 hexadecimal digits of the SHA-256 of the caller's id in UTF-8
     * @param body the first 32 hexadecimal digits of the SHA-256 of the body's bytes
     * @param batch in which batch
     * @param billed whether it was answered 2xx
     */
    public record Execution(String customId, String body, String batch, boolean billed) {}

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
        return byCustomId.executed(customIds.find(sha256(customId)));
    }

    /** How often lines with this custom_id were billed. */
    public synchronized int billed(String customId) {
        return byCustomId.billed(customIds.find(sha256(customId)));
    }

    /** Tokens billed for this custom_id, input and output together. */
    public synchronized long tokens(String customId) {
        return executionsOf(customId).mapToLong(this::tokens).sum();
    }

    /** Ids of the batches in which this custom_id ran, the latest first. */
    public synchronized Set<String> batchesOf(String customId) {
        Set<String> found = new LinkedHashSet<>();
        executionsOf(customId).forEach(execution -> found.add(batches.get(batchOf.get(execution))));
        return found;
    }

    /** How many lines of a batch ran. */
    public synchronized int executionsInBatch(String batchId) {
        return byBatch.executed(batchNumbers.getOrDefault(batchId, -1));
    }

    /** How many lines of a batch were billed. */
    public synchronized int billedInBatch(String batchId) {
        return byBatch.billed(batchNumbers.getOrDefault(batchId, -1));
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
        return byCustomId.executedMoreThanOnce();
    }

    /** How many custom_ids were billed more than once. */
    public synchronized long countBilledMoreThanOnce() {
        return byCustomId.billedMoreThanOnce();
    }

    /** How many different bodies ran more than once. */
    public synchronized long countBodiesExecutedMoreThanOnce() {
        return byBody.executedMoreThanOnce();
    }

    /** How many different bodies were billed more than once. */
    public synchronized long countBodiesBilledMoreThanOnce() {
        return byBody.billedMoreThanOnce();
    }

    /** Custom_ids that ran more than once, in the order of it; at most {@code most} and a thousand of them. */
    public synchronized List<String> executedMoreThanOnce(int most) {
        return List.copyOf(repeated.subList(0, Math.min(most, repeated.size())));
    }

    /** The first 32 hexadecimal digits of the SHA-256 of bodies that ran more than once, {@code most} at most. */
    public synchronized List<String> bodiesExecutedMoreThanOnce(int most) {
        return IntStream.range(0, bodies.size())
                .filter(number -> byBody.executed(number) > 1)
                .limit(most)
                .mapToObj(bodies::hex)
                .toList();
    }

    /** Shows every item in the order of first execution; those that come meanwhile may be among them. */
    public void forEachItem(Consumer<Item> consumer) {
        int number = 0;
        while (number < customIdCount()) {
            items(number).forEach(consumer);
            number++;
        }
    }

    /** The items of one custom_id, the latest body first. */
    public synchronized List<Item> items(String customId) {
        int number = customIds.find(sha256(customId));
        return number < 0 ? List.of() : items(number);
    }

    /** Shows executions in their order, from the one after the first {@code from} on. */
    public void forEachExecution(int from, Consumer<Execution> consumer) {
        int number = from;
        while (number < executed()) {
            consumer.accept(execution(number));
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
        batchNumbers.put(batchId, batches.size() - 1);
        return batches.size() - 1;
    }

    synchronized void record(String customId, BodyDigest body, int batch, Answer answer) {
        int id = customIds.number(sha256(customId));
        int bodyNumber = bodies.number(body.bytes());
        byCustomId.count(id, answer.billed());
        byBody.count(bodyNumber, answer.billed());
        byBatch.count(batch, answer.billed());
        if (byCustomId.executed(id) == 2 && repeated.size() < MOST_NAMES) {
            repeated.add(customId);
        }
        idOf.set(executed, id);
        batchOf.set(executed, batch);
        bodyOf.set(executed, bodyNumber);
        tokensOf.set(executed, answer.billed() ? Math.toIntExact(answer.usage().total()) + 1 : 0);
        previous.set(executed, latest.get(id));
        executed++;
        latest.set(id, executed);
        billed += answer.billed() ? 1 : 0;
        usage = new TokenUsage(
                usage.input() + answer.usage().input(),
                usage.output() + answer.usage().output());
    }

    private IntStream executionsOf(String customId) {
        int number = customIds.find(sha256(customId));
        return number < 0 ? IntStream.empty() : executionsOf(number);
    }

    /** The executions of a custom_id, the latest first. */
    private IntStream executionsOf(int number) {
        return IntStream.iterate(latest.get(number), one -> one != 0, one -> previous.get(one - 1))
                .map(one -> one - 1);
    }

    private long tokens(int execution) {
        return Math.max(0, tokensOf.get(execution) - 1);
    }

    private synchronized int executed() {
        return executed;
    }

    private synchronized Execution execution(int number) {
        return new Execution(
                customIds.hex(idOf.get(number)),
                bodies.hex(bodyOf.get(number)),
                batches.get(batchOf.get(number)),
                tokensOf.get(number) > 0);
    }

    private synchronized int customIdCount() {
        return customIds.size();
    }

    private synchronized List<Item> items(int number) {
        Map<Integer, List<Integer>> byBodyNumber = new LinkedHashMap<>();
        executionsOf(number)
                .forEach(one -> byBodyNumber
                        .computeIfAbsent(bodyOf.get(one), body -> new ArrayList<>())
                        .add(one));
        String customId = customIds.hex(number);
        boolean twice = byCustomId.executed(number) > 1;
        List<Item> items = new ArrayList<>();
        byBodyNumber.forEach((body, executions) -> items.add(new Item(
                customId,
                bodies.hex(body),
                executions.size(),
                (int) executions.stream().filter(one -> tokensOf.get(one) > 0).count(),
                executions.stream()
                        .map(one -> batches.get(batchOf.get(one)))
                        .distinct()
                        .toList(),
                twice || byBody.executed(body) > 1)));
        return items;
    }

    private static byte[] sha256(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return BodyDigest.sha256(bytes, 0, bytes.length);
    }
}
