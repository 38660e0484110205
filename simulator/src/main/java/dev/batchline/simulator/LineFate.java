package dev.batchline.simulator;

import java.util.List;
import java.util.Optional;

/**
 * What goes wrong with one execution of a line.
 *
 * @param faults the faults that hit it, in script order
 */
record LineFate(List<Fault.OfLines> faults) {

    static final LineFate SMOOTH = new LineFate(List.of());

    LineFate {
        faults = List.copyOf(faults);
    }

    <F extends Fault.OfLines> Optional<F> of(Class<F> kind) {
        return faults.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    boolean neverRuns() {
        return of(Fault.DropLines.class).filter(drop -> !drop.executed()).isPresent();
    }

    boolean isWritten() {
        return of(Fault.DropLines.class).isEmpty();
    }

    /** How often it stands in its file. */
    int copies() {
        return of(Fault.DuplicateLines.class).isPresent() ? 2 : 1;
    }

    boolean foreignFollows() {
        return of(Fault.ForeignLines.class).isPresent();
    }

    /** Length of the giant text in its answer; 0 if it has none. */
    long giant() {
        return of(Fault.GiantAnswers.class).map(Fault.GiantAnswers::bytes).orElse(0L);
    }
}
