package dev.batchline.cli.chaos;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.UntilSignal;
import dev.batchline.guarantees.CountsAddUp;
import dev.batchline.guarantees.EveryRequestEndsOnce;
import dev.batchline.guarantees.Guarantees;
import dev.batchline.guarantees.NothingPaidTwice;
import dev.batchline.guarantees.OldLivesCommitNothing;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: traffic through an installation, faults on it, and a judge who watches. */
final class ChaosRun {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration PHASE_COMES_IN = Duration.ofSeconds(8);
    private static final Duration READY_IN = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final int LOOK_FOR_PHASE_MS = 4;
    private static final int AT_ONCE = 3;

    private final Settings settings;
    private final Consumer<String> say;
    private final FaultTable table = new FaultTable();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final List<Thread> faults = new CopyOnWriteArrayList<>();
    private Instant began = Instant.now();
    private long movedAtLastStop;

    /**
     * A run.
     *
     * @param say takes a line for each fault
     */
    ChaosRun(Settings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** Runs to the end, or until the signal. */
    ChaosReport run(UntilSignal signal) throws InterruptedException {
        Activity activity = new Activity();
        try (Plant plant = Plant.start(settings.directory, settings.seed);
                Judge judge = new Judge(plant.config(), plant.provider(), activity::take);
                Traffic traffic = new Traffic(
                        plant.config(), settings.seed, settings.lanes, settings.perSecond(), settings.burst())) {
            awaitRunning(plant, signal);
            traffic.begin();
            began = Instant.now();
            Thread watch = Thread.ofVirtual().start(() -> watch(plant, judge, signal));
            try {
                return judged(plant, judge, traffic, activity, signal);
            } finally {
                end(watch);
            }
        }
    }

    private ChaosReport judged(Plant plant, Judge judge, Traffic traffic, Activity activity, UntilSignal signal)
            throws InterruptedException {
        disturb(plant, activity, signal);
        refuseIfInterrupted(signal);
        traffic.end();
        for (Thread fault : faults) {
            fault.join();
        }
        long seconds = Duration.between(began, Instant.now()).toSeconds();
        say.accept("Faults have stopped; everything has to end within " + settings.settle.toSeconds() + " s ...");
        Instant stopped = Instant.now();
        Ending ending = awaitEnd(plant, judge, traffic, signal);
        refuseIfInterrupted(signal);
        return report(
                plant, judge, seconds, Duration.between(stopped, ending.at()).toSeconds(), ending.broken());
    }

    private static void refuseIfInterrupted(UntilSignal signal) {
        if (signal.came()) {
            throw new CommandException(ExitCodes.FAILED, "The run was interrupted, and nothing was judged.");
        }
    }

    /** Nobody starts a process any more when this returns. */
    private void end(Thread watch) {
        List<Thread> all = new ArrayList<>(faults);
        all.add(watch);
        all.forEach(Thread::interrupt);
        for (Thread one : all) {
            try {
                one.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitRunning(Plant plant, UntilSignal signal) throws InterruptedException {
        Instant until = Instant.now().plus(READY_IN);
        while (!plant.instances().stream().allMatch(Instance::running)) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException("the services did not start; see their logs in " + settings.directory);
            }
            if (signal.await(Duration.ofMillis(100))) {
                return;
            }
        }
    }

    /** Does faults until the time is over. */
    private void disturb(Plant plant, Activity activity, UntilSignal signal) throws InterruptedException {
        FaultPlanner planner = new FaultPlanner(settings.seed, settings.kinds);
        Instant until = began.plus(settings.length);
        while (Instant.now().isBefore(until)) {
            PlannedFault fault = planner.next(table.stopsByPhase());
            if (signal.await(fault.pause())) {
                return;
            }
            if (fault.kind().ofBroker()) {
                disturbBroker(plant, fault);
            } else {
                choose(plant, activity, fault, signal).ifPresent(victim -> disturb(plant, activity, fault, victim));
            }
        }
    }

    /** Finds a victim in the wanted phase, or else another one; it is taken when it is given. */
    private Optional<Instance> choose(Plant plant, Activity activity, PlannedFault fault, UntilSignal signal)
            throws InterruptedException {
        Instant until = Instant.now().plus(PHASE_COMES_IN);
        while (true) {
            boolean late = signal.came() || Instant.now().isAfter(until);
            boolean tooMany = plant.instances().stream().filter(Instance::taken).count() >= AT_ONCE;
            List<Instance> wanted = plant.instances().stream()
                    .filter(instance -> suits(instance, activity, fault, late))
                    .toList();
            if (!tooMany && !wanted.isEmpty()) {
                Instance victim = wanted.get(fault.draw() % wanted.size());
                return victim.take() ? Optional.of(victim) : Optional.empty();
            }
            if (late) {
                return Optional.empty();
            }
            Thread.sleep(LOOK_FOR_PHASE_MS);
        }
    }

    /** Whether an instance is in the phase that is wanted; when that does not come, whether it ever is. */
    private static boolean suits(Instance instance, Activity activity, PlannedFault fault, boolean late) {
        boolean may = instance.running()
                && !instance.taken()
                && (fault.kind() != FaultKind.FULL_DISK || !instance.service().equals("poller"));
        return may
                && (fault.anyone()
                        || (late
                                ? instance.service().equals(fault.phase().service())
                                : activity.phase(instance) == fault.phase()));
    }

    private void disturb(Plant plant, Activity activity, PlannedFault fault, Instance victim) {
        Phase phase = activity.phase(victim);
        boolean counts = victim.works() && (!fault.kind().stops() || movedSinceLastStop(plant, activity));
        table.add(fault.kind(), phase, counts);
        tell(fault, victim.name(), phase, counts);
        faults.add(Thread.ofVirtual().start(() -> {
            try {
                new FaultInjector(plant).toInstance(fault, victim);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                victim.giveBack();
            }
        }));
    }

    private void disturbBroker(Plant plant, PlannedFault fault) {
        table.add(fault.kind(), null, false);
        tell(fault, "broker", null, false);
        new FaultInjector(plant).toBroker(fault.kind());
    }

    private boolean movedSinceLastStop(Plant plant, Activity activity) {
        long moved = activity.committed() + plant.calls();
        boolean counts = moved > movedAtLastStop;
        movedAtLastStop = moved;
        return counts;
    }

    private void tell(PlannedFault fault, String victim, @Nullable Phase phase, boolean counts) {
        Duration at = Duration.between(began, Instant.now());
        String when = String.format("%02d:%02d.%d", at.toMinutes(), at.toSecondsPart(), at.toMillisPart() / 100);
        String length = fault.length().isZero()
                ? ""
                : String.format("%.1f s", fault.length().toMillis() / 1000.0);
        say.accept(String.format(
                        "%s  %-14s %-10s %-12s %-12s %s",
                        when,
                        fault.kind().word(),
                        victim,
                        phase == null ? "" : phase.word(),
                        phase == null ? "" : counts ? "counted" : "not counted",
                        length)
                .stripTrailing());
    }

    /** Starts again what ended by itself, and asks the provider now and then. */
    private void watch(Plant plant, Judge judge, UntilSignal signal) {
        try {
            while (!Thread.currentThread().isInterrupted() && !signal.came()) {
                for (Instance instance : plant.instances()) {
                    if (instance.revive(plant)) {
                        say.accept(instance.name() + " has ended by itself and is started again; see its log");
                    }
                }
                boolean unused = look(judge);
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the judge look; whether everything was read. While the broker is away the judge sees nothing. */
    private static boolean look(Judge judge) {
        try {
            judge.look();
            return judge.caughtUp();
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }

    /** Waits until nothing is broken, nothing is under way, and it has stayed so for a while. */
    private Ending awaitEnd(Plant plant, Judge judge, Traffic traffic, UntilSignal signal) throws InterruptedException {
        Instant until = Instant.now().plus(settings.settle);
        @Nullable Instant goodSince = null;
        while (true) {
            List<Guarantees.Broken> broken = atEnd(plant, judge, traffic);
            Instant now = Instant.now();
            if (!broken.isEmpty()) {
                goodSince = null;
            } else if (goodSince == null) {
                goodSince = now;
            } else if (!goodSince.plus(QUIET).isAfter(now)) {
                return new Ending(goodSince, broken);
            }
            if ((now.isAfter(until) && !broken.isEmpty()) || signal.await(Duration.ofMillis(500))) {
                return new Ending(now, broken);
            }
        }
    }

    /** What is broken if nothing more happens, and what shows that more may happen. */
    private static List<Guarantees.Broken> atEnd(Plant plant, Judge judge, Traffic traffic) {
        boolean caughtUp = look(judge);
        List<Guarantees.Broken> broken = new ArrayList<>(judge.brokenAtEnd());
        long sent = judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::sent);
        if (sent != traffic.acknowledged()) {
            broken.add(new Guarantees.Broken(
                    "Kafka keeps what it acknowledged",
                    List.of(traffic.acknowledged() + " requests were acknowledged and " + sent + " are there")));
        }
        if (!caughtUp) {
            broken.add(new Guarantees.Broken(
                    "Everything that is committed was read", List.of("the judge has not read up to the end")));
        }
        if (!judge.atProvider().isEmpty()) {
            broken.add(new Guarantees.Broken("Every batch ends", List.of("not ended: " + judge.atProvider())));
        }
        List<String> away = plant.instances().stream()
                .filter(instance -> !instance.running())
                .map(Instance::name)
                .toList();
        if (!away.isEmpty()) {
            broken.add(new Guarantees.Broken("Every instance runs", List.of("not running: " + away)));
        }
        long twice = judge.ask(NothingPaidTwice.class, NothingPaidTwice::twice);
        if (twice > 0) {
            broken.add(new Guarantees.Broken(
                    "No second batch runs, be it cancelled or not",
                    List.of(twice + " lines were billed once more; nothing that happens here makes that unavoidable")));
        }
        return broken;
    }

    private ChaosReport report(Plant plant, Judge judge, long seconds, long settledIn, List<Guarantees.Broken> broken) {
        for (Instance instance : plant.instances()) {
            if (instance.endedByItself() > 0) {
                notes.add(instance.name() + " ended by itself " + instance.endedByItself() + " times");
            }
        }
        ChaosReport.Figures figures = new ChaosReport.Figures(
                judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::sent),
                judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::completed),
                judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::failed),
                judge.ask(CountsAddUp.class, CountsAddUp::resubmitted),
                judge.ask(CountsAddUp.class, CountsAddUp::windows),
                judge.ask(NothingPaidTwice.class, NothingPaidTwice::executed),
                judge.ask(NothingPaidTwice.class, NothingPaidTwice::twice),
                judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::twice),
                judge.ask(EveryRequestEndsOnce.class, EveryRequestEndsOnce::lost),
                judge.ask(NothingPaidTwice.class, NothingPaidTwice::duplicatesCancelled),
                judge.ask(OldLivesCommitNothing.class, OldLivesCommitNothing::lives),
                settledIn);
        return new ChaosReport(
                List.of(settings.seed), seconds, table.counted(), table.others(), figures, broken, notes);
    }

    /**
     * How it came to its end.
     *
     * @param at since when everything is done; when it was given up if it is not
     * @param broken what is not as it should be
     */
    private record Ending(Instant at, List<Guarantees.Broken> broken) {}

    /**
     * What a run is like.
     *
     * @param seed of every draw
     * @param length how long there are faults
     * @param settle how long everything may take to end after that
     * @param requests about how many
     * @param lanes over how many lanes
     * @param kinds which faults
     * @param directory for logs and data
     */
    record Settings(
            long seed,
            Duration length,
            Duration settle,
            int requests,
            int lanes,
            Set<FaultKind> kinds,
            Path directory) {
        private static final int BURSTS_EVERY = 25;

        /** Half of them come steadily. */
        double perSecond() {
            return requests / 2.0 / length.toSeconds();
        }

        /** The other half comes in bursts. */
        int burst() {
            return (int) Math.max(1, perSecond() * Math.min(BURSTS_EVERY, length.toSeconds()));
        }
    }
}
