package dev.batchline.cli.run;

import dev.batchline.batcher.BatcherService;
import dev.batchline.joiner.JoinerService;
import dev.batchline.poller.PollerService;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can run in a process. */
public enum Service {
    BATCHER(BatcherService.NAME),
    POLLER(PollerService.NAME),
    JOINER(JoinerService.NAME);

    private final String word;

    Service(String word) {
        this.word = word;
    }

    /** The word by which it is named everywhere. */
    public String word() {
        return word;
    }

    /** The services that a word names: one of them, or {@code all}. */
    public static Optional<Set<Service>> parse(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals("all")) {
            return Optional.of(EnumSet.allOf(Service.class));
        }
        return Arrays.stream(values())
                .filter(service -> service.word.equals(lower))
                .findFirst()
                .map(EnumSet::of);
    }
}
