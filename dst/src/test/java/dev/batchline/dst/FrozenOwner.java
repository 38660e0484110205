package dev.batchline.dst;

import java.time.Duration;

/**
 * A batcher has read an intent of its own back and is frozen before it acts on it, until its partitions are another's;
 * on waking it acts before it hears of that.
 */
final class FrozenOwner implements Faults {
    private static final Blow FREEZE = new Blow(Blow.Kind.FREEZE, Duration.ofSeconds(70));

    private boolean intended;
    private boolean frozen;
    private String owner = "";

    @Override
    public Blow at(Point point) {
        String who = point.process().toString();
        if (frozen) {
            return Blow.NONE;
        }
        if (!intended && point.kind().equals("commit uploaded, done")) {
            intended = true;
            owner = who;
        }
        frozen = intended && who.equals(owner) && point.kind().equals("polled");
        return frozen ? FREEZE : Blow.NONE;
    }

    @Override
    public boolean over() {
        return frozen;
    }
}
