package dev.batchline.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The script of faults that one simulator plays.
 *
 * @param all every fault; the first that applies wins
 */
public record Faults(List<Fault> all) {

    public Faults {
        all = List.copyOf(all);
    }

    /** A provider that does everything right. */
    public static Faults none() {
        return new Faults(List.of());
    }

    /** This script with one more fault. */
    public Faults with(Fault fault) {
        List<Fault> more = new ArrayList<>(all);
        more.add(fault);
        return new Faults(more);
    }

    /** This script, and the nth batch of at least so many lines expires after a share of them. */
    public Faults expireBatch(int nth, int minimumLines, double percentDone) {
        return with(new Fault.ExpireBatch(nth, minimumLines, percentDone));
    }

    /** This script, and a share of the lines fails with a status. */
    public Faults failLines(double share, int status) {
        return with(new Fault.FailLines(share, status));
    }

    /** This script, and the nth call of {@code POST /batches} creates its batch while its connection is cut. */
    public Faults loseCreateReply(int nth) {
        return with(new CallFault.LoseReply(Fault.CREATE_BATCH, nth, 0));
    }

    /** This script, and some calls of {@code POST /batches} create nothing and are answered with a status. */
    public Faults refuseCreates(int first, int last, int status) {
        return with(new CallFault.RefuseCalls(Fault.CREATE_BATCH, first, last, status, Duration.ZERO));
    }

    /** This script, and the nth batch fails validation with a code. */
    public Faults failBatch(int nth, String code) {
        return with(new Fault.FailBatch(code, null, List.of(), Batches.nth(nth)));
    }

    /** This script, and the nth batch sticks in a status. */
    public Faults stickBatch(int nth, Stage status) {
        return with(new Fault.StickBatch(status, 0, Batches.nth(nth)));
    }

    /** This script and another one behind it. */
    public Faults and(Faults other) {
        List<Fault> more = new ArrayList<>(all);
        more.addAll(other.all());
        return new Faults(more);
    }

    /** The faults of one kind, in script order. */
    <F extends Fault> List<F> of(Class<F> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
