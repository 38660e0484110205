package dev.batchline.joiner;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bytes that the lives of a process share out among them, up to a cap. Who was refused first is served first, while it
 * goes on asking; and somebody always gets what is asked for, however much, when nobody has any.
 */
final class Allowance {
    private static final Duration LOSES_ITS_TURN = Duration.ofSeconds(5);

    private final long most;
    private final Map<String, Duration> waiting = new LinkedHashMap<>();
    private long taken;

    Allowance(long most) {
        this.most = most;
    }

    /** The part of one life. Its names are different from other lives' names. */
    Share share(String life) {
        return new Share(life);
    }

    synchronized long taken() {
        return taken;
    }

    private synchronized boolean take(String who, long bytes, Duration now) {
        waiting.values().removeIf(asked -> asked.plus(LOSES_ITS_TURN).compareTo(now) < 0);
        waiting.put(who, now);
        boolean first = waiting.keySet().iterator().next().equals(who);
        if (!first || (taken > 0 && taken + bytes > most)) {
            return false;
        }
        waiting.remove(who);
        taken += bytes;
        return true;
    }

    private synchronized void change(long bytes) {
        taken += bytes;
    }

    /** What one life has, by what it has it for; used by one thread, while others may ask how much it is. */
    final class Share {
        private final String life;
        private final Map<String, Long> held = new HashMap<>();
        private volatile long total;

        private Share(String life) {
            this.life = life;
        }

        /** Takes so many bytes more for this, if there are as many. */
        boolean more(String what, long bytes, Duration now) {
            boolean got = take(life + "/" + what, bytes, now);
            if (got) {
                note(what, held.getOrDefault(what, 0L) + bytes);
            }
            return got;
        }

        /** This needs exactly so many bytes, whether there are as many or not. */
        void settle(String what, long bytes) {
            change(bytes - held.getOrDefault(what, 0L));
            note(what, bytes);
        }

        /** Everything that this has is free again. */
        void release(String what) {
            settle(what, 0);
        }

        /** What this has is not this life's any more; it is free when the answer is run, on whatever thread. */
        Runnable handOver(String what) {
            long bytes = held.getOrDefault(what, 0L);
            note(what, 0);
            return () -> change(-bytes);
        }

        /** The same of everything. */
        Runnable handOver() {
            List<Runnable> all =
                    Set.copyOf(held.keySet()).stream().map(this::handOver).toList();
            return () -> all.forEach(Runnable::run);
        }

        /** Everything is free again. */
        void end() {
            handOver().run();
        }

        long total() {
            return total;
        }

        private void note(String what, long bytes) {
            if (bytes == 0) {
                held.remove(what);
            } else {
                held.put(what, bytes);
            }
            total = held.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
