package dev.batchline.cli.chaos;

import java.time.Duration;

/** Does a fault to an instance or to the broker, and undoes it after its time. */
final class FaultInjector {
    private static final double BROKEN = 0.5;
    private static final int SMALL_FILE = 4_096;

    private final Plant plant;

    FaultInjector(Plant plant) {
        this.plant = plant;
    }

    /** Does a fault to the broker; returns when it takes requests again. */
    void toBroker(FaultKind kind) {
        if (kind == FaultKind.KILL_BROKER) {
            plant.broker().kill();
        }
        plant.broker().restart();
    }

    /** Does a fault to an instance that was taken for it; returns when it is over. */
    void toInstance(PlannedFault fault, Instance victim) throws InterruptedException {
        switch (fault.kind()) {
            case KILL -> {
                victim.kill();
                Thread.sleep(fault.length());
                victim.start(plant);
            }
            case RESTART -> {
                boolean unused = victim.terminate();
                Thread.sleep(fault.length());
                victim.start(plant);
            }
            case FREEZE, LONG_FREEZE -> freeze(victim.child(), fault.length());
            case CUT_BROKER -> {
                victim.toBroker().shut();
                Thread.sleep(fault.length());
                victim.toBroker().open();
            }
            case CUT_PROVIDER -> {
                victim.toProvider().shut();
                Thread.sleep(fault.length());
                victim.toProvider().open();
            }
            case BROKEN_CALLS -> {
                victim.toProvider().breakShare(BROKEN);
                Thread.sleep(fault.length());
                victim.toProvider().breakShare(0);
            }
            case FULL_DISK -> fillDisk(victim.child(), fault);
            case BOUNCE_BROKER, KILL_BROKER -> throw new IllegalArgumentException(fault.kind() + " of an instance");
        }
    }

    private static void freeze(Child child, Duration length) throws InterruptedException {
        child.freeze();
        Thread.sleep(length);
        child.thaw();
    }

    private static void fillDisk(Child child, PlannedFault fault) throws InterruptedException {
        child.limitFiles(fault.draw() % 2 == 0 ? 0 : SMALL_FILE);
        Thread.sleep(fault.length());
        child.unlimitFiles();
    }
}
