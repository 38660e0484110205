package dev.batchline.dst;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Everything dies while it is quiet, one service last. Of that service the first process that is started again takes
 * over, finds nothing to read, and is frozen before its first punctuation, while nothing fences it, until another has
 * taken over from it.
 */
final class FrozenHeir implements Faults {
    private static final Duration SESSION = Scenario.patient().session();
    private static final Duration OTHERS_FIRST = SESSION.dividedBy(2);
    private static final Blow FREEZE = new Blow(Blow.Kind.FREEZE, SESSION.multipliedBy(5));

    private final String service;
    private final Instant from;
    private final Set<String> struck = new HashSet<>();
    private int ofService;
    private boolean frozen;

    /**
     * For one service.
     *
     * @param after when the other services die, from the start of the run
     */
    FrozenHeir(String service, Duration after) {
        this.service = service;
        this.from = Schedule.START.plus(after);
    }

    /** The seed says when they die. */
    static FrozenHeir of(String service, long seed) {
        return new FrozenHeir(service, Duration.ofMillis(4_000 + 500 * (seed % 10)));
    }

    @Override
    public Blow at(Point point) {
        SimProcess process = point.process();
        boolean heirs = process.service().equals(service);
        Instant since = heirs ? from.plus(OTHERS_FIRST) : from;
        if (frozen || process.clocks().now().isBefore(since)) {
            return Blow.NONE;
        }
        if (point.kind().equals("loop") && struck.add(process.name())) {
            return heirs ? killed(++ofService) : killed(10);
        }
        frozen = heirs && point.kind().equals("polled, unfenced");
        return frozen ? FREEZE : Blow.NONE;
    }

    /** The first is back when they no longer count as members, the second when the first no longer does. */
    private static Blow killed(int place) {
        return new Blow(
                Blow.Kind.KILL, SESSION.multipliedBy(place).multipliedBy(3).dividedBy(2));
    }

    @Override
    public boolean over() {
        return frozen;
    }
}
