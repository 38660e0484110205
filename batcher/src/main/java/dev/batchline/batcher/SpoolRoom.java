package dev.batchline.batcher;

/**
 * What the spools of a process may take on disk together. A quarter of it is kept for files that are made again, so
 * that windows that fill or wait never keep others from being uploaded; and one file at a time is always made again,
 * however large it is.
 */
final class SpoolRoom {
    private static final int PARTS = 4;

    private final long most;
    private long kept;
    private long madeAgain;

    /**
     * Nothing is taken.
     *
     * @param most bytes of all lives of the process together
     */
    SpoolRoom(long most) {
        this.most = most;
    }

    /** Takes room for what is kept until it is uploaded; false if there is none. */
    synchronized boolean keep(long bytes) {
        if (kept + bytes > most - most / PARTS || used() + bytes > most) {
            return false;
        }
        kept += bytes;
        return true;
    }

    /** Gives back what was kept. */
    synchronized void drop(long bytes) {
        kept -= bytes;
    }

    /** Takes room for a file that is made again; false if there is none. */
    synchronized boolean makeAgain(long bytes) {
        if (madeAgain > 0 && used() + bytes > most) {
            return false;
        }
        madeAgain += bytes;
        return true;
    }

    /** A file that was made again is kept until it is uploaded; false, and nothing has changed, if there is no room. */
    synchronized boolean keepMadeAgain(long setAside, long bytes) {
        if (kept + bytes > most - most / PARTS || used() - setAside + bytes > most) {
            return false;
        }
        madeAgain -= setAside;
        kept += bytes;
        return true;
    }

    /** Gives that back. */
    synchronized void madeAgain(long bytes) {
        madeAgain -= bytes;
    }

    /** What is taken. */
    synchronized long used() {
        return kept + madeAgain;
    }

    /** What may be taken. */
    long most() {
        return most;
    }
}
