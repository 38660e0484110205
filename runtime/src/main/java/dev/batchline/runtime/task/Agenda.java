package dev.batchline.runtime.task;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has to be looked at again, and when; each subject once. It is rebuilt from the store when a life begins. */
public final class Agenda {
    private final Map<String, Entry> bySubject = new HashMap<>();
    private final NavigableSet<Entry> byTime =
            new TreeSet<>(Comparator.comparing(Entry::due).thenComparing(Entry::subject));

    /** Looks at the subject again at this time, whatever was planned for it before. */
    public void put(String subject, Instant due) {
        remove(subject);
        Entry entry = new Entry(subject, due);
        bySubject.put(subject, entry);
        byTime.add(entry);
    }

    /** Forgets the subject. */
    public void remove(String subject) {
        @Nullable Entry old = bySubject.remove(subject);
        if (old != null) {
            byTime.remove(old);
        }
    }

    /** Takes what is due, earliest first. */
    public List<String> due(Instant now) {
        List<String> due = new ArrayList<>();
        while (!byTime.isEmpty() && !byTime.first().due().isAfter(now)) {
            String subject = byTime.first().subject();
            remove(subject);
            due.add(subject);
        }
        return due;
    }

    /** When the subject is looked at again, if that is planned. */
    public Optional<Instant> dueAt(String subject) {
        return Optional.ofNullable(bySubject.get(subject)).map(Entry::due);
    }

    /** One line of the agenda. */
    private record Entry(String subject, Instant due) {}
}
