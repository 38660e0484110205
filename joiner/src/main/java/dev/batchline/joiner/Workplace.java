package dev.batchline.joiner;

import dev.batchline.runtime.task.Agenda;

/**
 * What the parts of one life of a joiner's task work at together.
 *
 * @param store what is known
 * @param events where steps are told
 * @param agenda what is looked at again, and when
 * @param downloads results that are at hand
 * @param windows where the windows stand
 * @param disk what the results take on disk
 */
record Workplace(
        JoinStore store,
        JoinEvents events,
        Agenda agenda,
        Downloads downloads,
        JoiningWindows windows,
        Allowance.Share disk) {}
