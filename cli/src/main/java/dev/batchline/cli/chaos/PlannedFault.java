package dev.batchline.cli.chaos;

import java.time.Duration;

/**
 * One fault to come.
 *
 * @param kind what is done
 * @param phase what its victim shall be doing
 * @param anyone whether it is done to whoever, at once, instead
 * @param pause how long after the one before
 * @param length how long it lasts; for a kill or a restart, how long until the next start
 * @param draw a number to choose among victims by
 */
record PlannedFault(FaultKind kind, Phase phase, boolean anyone, Duration pause, Duration length, int draw) {}
