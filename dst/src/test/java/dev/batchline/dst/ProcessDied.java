package dev.batchline.dst;

/** Unwinds a thread of a process that was killed. */
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied() {
        super("the process was killed", null, false, false);
    }
}
