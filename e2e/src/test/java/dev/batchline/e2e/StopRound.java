package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Five lanes, each brought into a phase of its own and kept there until a service is stopped. */
final class StopRound implements AutoCloseable {
    private static final int FEW = 200;
    /** What a reader may leave of three partitions: markers of transactions. */
    private static final long MARKERS = 6;

    private final Installation installation;
    private final Outcomes outcomes;
    private final Map<Phase, Requests> lanes = new EnumMap<>(Phase.class);
    private final Map<Phase, Hold> holds = new EnumMap<>(Phase.class);

    /**
     * A round.
     *
     * @param name begins the names of its models
     */
    StopRound(Installation installation, Outcomes outcomes, String name) {
        this.installation = installation;
        this.outcomes = outcomes;
        for (Phase phase : Phase.values()) {
            String model = name + "-" + phase.name().toLowerCase(Locale.ROOT);
            lanes.put(phase, Requests.of(model, phase == Phase.PUBLISHING ? SharedInstallation.FULL : FEW));
        }
    }

    Requests lane(Phase phase) {
        return lanes.getOrDefault(phase, Requests.of("none", 0));
    }

    /**
     * Brings each lane into its phase.
     *
     * @param upload on which side of the provider the upload is kept
     */
    void prepare(Hold.Side upload) throws Exception {
        hold(Phase.UPLOADING, upload, Passage.UPLOAD);
        hold(Phase.CREATING, Hold.Side.BEFORE_REPLY, Passage.CREATE);
        hold(Phase.AT_PROVIDER, Hold.Side.BEFORE_PROVIDER, Passage.POLL);
        hold(Phase.PUBLISHING, Hold.Side.BEFORE_PROVIDER, Passage.DOWNLOAD);
        EnumSet.complementOf(EnumSet.of(Phase.FILLING)).forEach(phase -> installation.send(lane(phase)));
        awaitTaken();
        installation.flushWindows();
        await().untilAsserted(() -> holds.forEach((phase, hold) ->
                assertThat(hold.holds()).as("%s is held", phase).isTrue()));
        installation.send(lane(Phase.FILLING));
        awaitTaken();
        release(Phase.PUBLISHING);
        await().until(() ->
                outcomes.windows(lane(Phase.PUBLISHING).model()).stream().anyMatch(Sighting::partlyPublished));
    }

    /** Stops a service now and lets everything go; gives the moment. */
    Instant stop(String service, boolean kill) {
        ChildProcess process = installation.service(service);
        Instant moment = Instant.now();
        if (kill) {
            process.kill();
        } else {
            process.askToEnd();
        }
        close();
        if (!kill) {
            process.exitCode();
            assertThat(process.text()).contains("Service ended").contains("in_time=\"true\"");
        }
        return moment;
    }

    /** Waits until every request of the round has its outcome and every window is done. */
    void awaitEnd() {
        await().atMost(Duration.ofMinutes(2))
                .failFast("a service is dead", installation::anyDead)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> outcomes.assertEnded(lanes.values()));
    }

    /** The phases in which no window of their lane was at that moment. */
    Set<Phase> missed(Instant moment) {
        Set<Phase> missed = EnumSet.noneOf(Phase.class);
        for (Phase phase : Phase.values()) {
            List<Sighting> windows = outcomes.windows(lane(phase).model());
            boolean seen = switch (phase) {
                case FILLING -> windows.stream().anyMatch(window -> window.fillingAt(moment));
                case UPLOADING -> beforeBatch(windows, moment) && underWay(phase, Passage.UPLOAD, moment);
                case CREATING -> beforeBatch(windows, moment) && underWay(phase, Passage.CREATE, moment);
                case AT_PROVIDER -> windows.stream().anyMatch(window -> window.atProviderAt(moment));
                case PUBLISHING -> windows.stream().anyMatch(window -> window.publishingAt(moment));
            };
            if (!seen) {
                missed.add(phase);
            }
        }
        return missed;
    }

    /** How many batches the provider was asked for, beyond the windows that there are. */
    List<String> extraCreates() {
        List<String> extra = new ArrayList<>();
        for (Requests lane : lanes.values()) {
            long created = installation
                    .gate()
                    .calls(Passage.CREATE)
                    .filter(call -> lane.fill(call.window()) && call.status() / 100 == 2)
                    .count();
            int windows = outcomes.windows(lane.model()).size();
            if (created > windows) {
                extra.add(lane.model() + ": " + created + " batches of " + windows + " windows");
            }
        }
        return extra;
    }

    /** Lets everything go. */
    @Override
    public void close() {
        holds.values().forEach(Hold::release);
    }

    private void hold(Phase phase, Hold.Side side, String route) {
        Requests lane = lane(phase);
        holds.put(phase, installation.gate().hold(side, call -> call.is(route) && lane.fill(call.window())));
    }

    private void release(Phase phase) {
        Hold hold = holds.get(phase);
        if (hold != null) {
            hold.release();
        }
    }

    private boolean underWay(Phase phase, String route, Instant moment) {
        return installation
                .gate()
                .calls(route)
                .anyMatch(call -> lane(phase).fill(call.window()) && call.underWay(moment));
    }

    private static boolean beforeBatch(List<Sighting> windows, Instant moment) {
        return windows.stream().anyMatch(window -> window.beforeBatchAt(moment));
    }

    private void awaitTaken() {
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> installation.untaken(Topic.REQUESTS) == 0 && installation.untaken(Topic.LANES) <= MARKERS);
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1));
    }
}
