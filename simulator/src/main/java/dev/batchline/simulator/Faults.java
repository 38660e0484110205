package dev.batchline.simulator;

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

    /** The faults of one kind, in script order. */
    <F extends Fault> List<F> of(Class<F> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
