package dev.batchline.dst;

import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.DeploymentId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** One run: Kafka, a provider, the processes of the services, their users, and what goes wrong. */
final class World {
    static final int PARTITIONS = 2;
    static final int REQUEST_MAX_BYTES = 4_000;

    /** How long an unanswered create may still take effect, as the services are told. */
    static final Duration CREATE_GRACE = Duration.ofSeconds(30);

    /** How late a call is carried out at most whose caller has given up. */
    static final int LATEST_MILLIS = 12_000;

    /** How long a batch may be missing on lists at most. */
    static final int LIST_LAG_MILLIS = 8_000;

    /** How far the time of day of a process is off at most. */
    static final Duration MOST_SKEW = Duration.ofMinutes(6);

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final int TRACED = 40_000;

    private final Dice dice;
    private final Schedule schedule;
    private final Scenario scenario;
    private final Faults faults;
    private final ModelKafka kafka;
    private final Watch watch;
    private final ModelProvider provider;
    private final Requests requests;
    private final Operator operator;
    private final Installation installation;
    private final List<SimProcess> processes = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final boolean traced;
    private int numbers;

    /**
     * A run that has not begun.
     *
     * @param directory for the files of its processes
     * @param traced whether it is written down what happens
     */
    World(Dice dice, Scenario scenario, Faults faults, Path directory, boolean traced) {
        this.dice = dice;
        this.schedule = new Schedule(dice);
        this.scenario = scenario;
        this.faults = faults;
        this.traced = traced;
        this.kafka = new ModelKafka(schedule.time());
        TopicNames names = new TopicNames("batch.", List.of("requests"));
        DeploymentId deployment = DeploymentId.of("cluster", "lanes");
        this.watch = new Watch(this, names, deployment, scenario);
        this.provider = new ModelProvider(this, scenario.habits());
        this.requests = new Requests(this, scenario, names);
        this.operator = new Operator(this, names);
        this.installation = new Installation(this, provider, names, deployment, directory);
    }

    /** Runs it to its end; what promises were broken. */
    List<String> run() {
        for (int n = 1; n <= scenario.batchers(); n++) {
            start("batcher", "batcher-" + n);
        }
        for (int n = 1; n <= scenario.others(); n++) {
            start("poller", "poller-" + n);
            start("joiner", "joiner-" + n);
        }
        requests.begin();
        operator.begin(scenario.commands(), scenario.sendingFor().plusSeconds(30));
        if (scenario.tornEvery() != null) {
            tearLater(scenario.tornEvery());
        }
        setClockLater();
        keepHouse();
        boolean ended = schedule.run(() -> !watch.broken().isEmpty() || ended(), Schedule.START.plus(LONGEST));
        if (ended && watch.broken().isEmpty()) {
            Instant rest = now().plusSeconds(20);
            schedule.run(() -> !watch.broken().isEmpty() || now().isAfter(rest), rest.plusSeconds(1));
            watch.requests().atEnd().forEach(watch::broken);
        } else if (!ended) {
            watch.broken("I10: at " + now() + " " + watch.requests().open() + " requests have no outcome; "
                    + watch.windows().standing() + (provider.settled() ? "" : ", and a second batch runs on"));
        }
        processes.forEach(SimProcess::kill);
        return watch.broken();
    }

    private boolean ended() {
        return requests.allSent()
                && watch.requests().open() == 0
                && watch.windows().open() == 0
                && provider.settled();
    }

    /** Spoils a file on some disk, as a cleaner of temporary files or a dying disk does. */
    void tearLater(Duration every) {
        schedule.in(every, () -> {
            if (faultsGoOn()) {
                if (Torn.one(dice, installation.directory())) {
                    watch.covered("row-12");
                }
                tearLater(every);
            }
        });
    }

    /** Sets the clock of some process, as whoever keeps the time of its machine does. */
    private void setClockLater() {
        if (scenario.clocksOff().isZero()) {
            return;
        }
        schedule.in(dice.millis(2_000, 40_000), () -> {
            if (faultsGoOn()) {
                if (!processes.isEmpty()) {
                    SimProcess process = dice.pick(processes);
                    Duration off = skew();
                    trace(() -> process + " has its clock set to " + off);
                    process.setClock(off);
                }
                setClockLater();
            }
        });
    }

    private Duration skew() {
        int most = (int) scenario.clocksOff().toMillis();
        return most == 0 ? Duration.ZERO : dice.millis(-most, most);
    }

    /** What Kafka does by itself. */
    private void keepHouse() {
        kafka.endOverdue();
        List<SimProcess> silent = processes.stream()
                .filter(process -> process.silentFor(scenario.session()))
                .toList();
        if (!silent.isEmpty()) {
            for (String service : Installation.SERVICES) {
                kafka.group("batch." + service).expire(silent);
            }
        }
        processes.removeIf(process -> process.dead() && silent.contains(process));
        schedule.in(HOUSEKEEPING, this::keepHouse);
    }

    private void start(String service, String name) {
        SimProcess process = new SimProcess(name, service, schedule, skew());
        processes.add(process);
        trace(() -> process + " starts");
        installation.start(process);
    }

    /** A thread stands at a point for a time, and longer if something befalls its process there. */
    void stand(String kind, Duration time) {
        standStruck(kind, time, blowAt(kind));
    }

    /** A thread passes a point, and stands there only if something befalls its process. */
    void pass(String kind) {
        Faults.Blow blow = blowAt(kind);
        if (blow.what() != Faults.Blow.Kind.NONE) {
            standStruck(kind, Duration.ZERO, blow);
        }
    }

    private Faults.Blow blowAt(String kind) {
        return faults.at(new Faults.Point(kind, Strand.current().process()));
    }

    private void standStruck(String kind, Duration time, Faults.Blow blow) {
        Strand me = Strand.current();
        SimProcess process = me.process();
        Instant until = now().plus(time);
        if (blow.what() != Faults.Blow.Kind.NONE) {
            trace(() -> process + " at " + kind + ": " + blow);
            Rows.of(kind, process, blow, scenario, watch.filling()).forEach(watch::covered);
        }
        switch (blow.what()) {
            case NONE -> {}
            case KILL -> {
                schedule.at(now(), () -> kill(process, blow.length()));
                until = now().plus(FOR_EVER);
            }
            case FREEZE -> process.freeze(now().plus(blow.length()));
            case CUT_FROM_KAFKA -> process.cutFromKafka(now().plus(blow.length()));
            case CUT_FROM_PROVIDER -> process.cutFromProvider(now().plus(blow.length()));
            case STOP -> process.stop();
        }
        me.standUntil(kind, until);
    }

    private void kill(SimProcess process, Duration restartAfter) {
        if (!process.dead()) {
            process.kill();
            String name = dice.chance(0.8) ? process.name() : process.service() + "-" + number();
            schedule.in(restartAfter, () -> start(process.service(), name));
        }
    }

    /** A process has ended in good order; it is started again. */
    void processEnded(SimProcess process) {
        trace(() -> process + " has ended");
        schedule.at(now(), () -> kill(process, dice.millis(100, 5_000)));
    }

    /** A call has come to the provider, or not. */
    void called(SimProcess process, String what, Fate fate) {
        trace(() -> process + " " + what + ": " + fate);
        if (what.equals("create")) {
            switch (fate) {
                case REPLY_LOST, REQUEST_LOST, CARRIED_OUT_LATE -> watch.covered("row-06");
                case THROTTLED, BLOCKED, NOT_FOUND, REFUSED -> watch.covered("row-09");
                case DONE -> {}
            }
        }
    }

    void trace(Supplier<String> what) {
        if (traced) {
            trace.add(Duration.between(Schedule.START, now()) + " " + what.get());
            if (trace.size() > TRACED) {
                trace.removeFirst();
            }
        }
    }

    /** What happened, if it is written down. */
    List<String> traced() {
        return List.copyOf(trace);
    }

    Installation installation() {
        return installation;
    }

    /** How long a stream thread with nothing to do sleeps. */
    Duration idle() {
        return scenario.session().toSeconds() > 20 ? dice.millis(300, 5_000) : dice.millis(100, 1_900);
    }

    /** How long a call is on its way. */
    Duration latency() {
        return dice.chance(0.9) ? dice.millis(2, 300) : dice.millis(300, 3_000);
    }

    boolean faultsGoOn() {
        return !faults.over();
    }

    int number() {
        return numbers++;
    }

    Instant now() {
        return schedule.time().now();
    }

    Dice dice() {
        return dice;
    }

    Schedule schedule() {
        return schedule;
    }

    Scenario scenario() {
        return scenario;
    }

    Faults faults() {
        return faults;
    }

    ModelKafka kafka() {
        return kafka;
    }

    Watch watch() {
        return watch;
    }
}
