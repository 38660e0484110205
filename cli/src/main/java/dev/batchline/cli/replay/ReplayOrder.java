package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks a replay to do, before it is known what is there.
 *
 * @param name the job's name
 * @param letters where the dead letters are
 * @param choosing which of them
 * @param change what is changed in them
 * @param again whether those that were sent again before are sent once more
 * @param sending how many, how fast
 */
record ReplayOrder(String name, Letters letters, Choosing choosing, Change change, boolean again, Sending sending) {
    private static final int DIGITS = 16;

    /** The job, begun at a time that the flags count from. */
    ReplayJob job(Instant begun, int requestMaxBytes) {
        return new ReplayJob(
                letters.topicId(),
                choosing.filter().apply(begun),
                new ReplayPolicy(name, change.account(), change.patch(), requestMaxBytes),
                again,
                sending.limit());
    }

    /** A digest of the flags that must be the same when the job goes on. */
    String choice() {
        MergePatch patch = change.patch();
        String text = String.join(
                "\n",
                choosing.text(),
                "to-account=" + change.account(),
                "patch=" + (patch == null ? "" : patch.text()),
                "again=" + again);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Where the dead letters are.
     *
     * @param topic the topic's name
     * @param topicId Kafka's id of it
     */
    record Letters(String topic, String topicId) {}

    /**
     * Which dead letters.
     *
     * @param filter the filter, by the time that the job began
     * @param text the flags as they were typed
     */
    record Choosing(Function<Instant, LetterFilter> filter, String text) {}

    /**
     * What is changed in them.
     *
     * @param account the account to send them through; null leaves it as it was
     * @param patch what to change in the request; null leaves it as it is
     */
    record Change(@Nullable String account, @Nullable MergePatch patch) {}

    /**
     * How many, how fast.
     *
     * @param limit at most so many, in all runs of the job together
     * @param perSecond so many a second; null for as fast as it goes
     */
    record Sending(long limit, @Nullable Double perSecond) {}
}
