package dev.batchline.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** The place a simulator has reached in its script of faults. */
final class FaultScript {

    private final List<Fault.ExpireBatch> expiries;
    private final List<AtomicInteger> expiryCounts;
    private final List<Fault.FailLines> failures;
    private final List<Fault.LoseReply> lostReplies;
    private final List<Fault.RefuseCalls> refusals;
    private final List<Fault.TruncateDownload> truncations;
    private final Duration listLag;
    private final long seed;
    private final AtomicInteger downloads = new AtomicInteger();

    FaultScript(Faults faults, long seed) {
        this.expiries = faults.of(Fault.ExpireBatch.class);
        this.expiryCounts = expiries.stream().map(e -> new AtomicInteger()).toList();
        this.failures = faults.of(Fault.FailLines.class);
        this.lostReplies = faults.of(Fault.LoseReply.class);
        this.refusals = faults.of(Fault.RefuseCalls.class);
        this.truncations = faults.of(Fault.TruncateDownload.class);
        this.listLag = faults.of(Fault.LagLists.class).stream()
                .map(Fault.LagLists::lag)
                .findFirst()
                .orElse(Duration.ZERO);
        this.seed = seed;
    }

    /** How many lines of this batch may run before its window closes. Asked once for each batch that starts. */
    OptionalInt linesBeforeExpiry(int lines) {
        OptionalInt answer = OptionalInt.empty();
        for (int i = 0; i < expiries.size(); i++) {
            Fault.ExpireBatch expiry = expiries.get(i);
            boolean counted = lines >= expiry.minimumLines();
            if (counted && expiryCounts.get(i).incrementAndGet() == expiry.nth() && answer.isEmpty()) {
                answer = OptionalInt.of((int) (lines * expiry.percentDone() / 100));
            }
        }
        return answer;
    }

    /** The status this execution of a custom_id fails with, if any. {@code earlier} is how often it ran before. */
    OptionalInt lineFailure(String customId, int earlier) {
        for (int i = 0; i < failures.size(); i++) {
            Fault.FailLines failure = failures.get(i);
            CRC32 crc = new CRC32();
            crc.update(customId.getBytes(StandardCharsets.UTF_8));
            long mixed = seed ^ (crc.getValue() << 20) ^ ((long) i << 52) ^ (failure.passes() ? earlier : 0);
            if (new SplittableRandom(mixed).nextDouble() < failure.share()) {
                return OptionalInt.of(failure.status());
            }
        }
        return OptionalInt.empty();
    }

    /** The refusal of the nth call of a route, if it is refused. */
    Optional<Fault.RefuseCalls> refusal(String route, long nth) {
        return refusals.stream()
                .filter(r -> r.route().equals(route) && r.first() <= nth && nth <= r.last())
                .findFirst();
    }

    /** The status that hides the reply to the nth call of a route (0: a cut connection), if it is hidden. */
    OptionalInt lostReply(String route, long nth) {
        return lostReplies.stream()
                .filter(l -> l.route().equals(route) && l.nth() == nth)
                .mapToInt(Fault.LoseReply::status)
                .findFirst();
    }

    /** How long after its creation an object stays out of lists. */
    Duration listLag() {
        return listLag;
    }

    /** How many of these bytes the next download sends. */
    long bytesToSend(long bytes) {
        int nth = downloads.incrementAndGet();
        return truncations.stream()
                .filter(t -> t.nth() == nth)
                .mapToLong(t -> (long) (bytes * t.percentSent() / 100))
                .findFirst()
                .orElse(bytes);
    }
}
