package dev.batchline.cli.letters;

import dev.batchline.schemas.FailureCatalogue;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dead letters counted by reason; as large as there are reasons, however many letters there are. */
final class ReasonGroups {
    private static final int SAMPLE = 80;

    /** Codes come from providers; beyond this many they are counted together. */
    private static final int MOST = 10_000;

    private static final String OTHERS = "(others)";

    private final Map<String, Group> groups = new HashMap<>();

    void add(LetterFacts facts) {
        String code = facts.reason().code();
        String name = groups.containsKey(code) || groups.size() < MOST ? code : OTHERS;
        Group one = Group.of(name, facts);
        groups.merge(name, one, Group::plus);
    }

    /** The groups, the largest first. */
    List<Group> list() {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group::code))
                .toList();
    }

    /**
     * The dead letters of one reason.
     *
     * @param code the reason
     * @param count how many
     * @param retryable of how many it was said that sending them again can help
     * @param firstSeen when the first failed
     * @param lastSeen when the last failed
     * @param sample what one of them says, shortened
     * @param advice what to do
     */
    record Group(
            String code,
            long count,
            long retryable,
            Instant firstSeen,
            Instant lastSeen,
            String sample,
            String advice) {
        private static Group of(String name, LetterFacts facts) {
            LetterFacts.Reason reason = facts.reason();
            return new Group(
                    name,
                    1,
                    Boolean.TRUE.equals(reason.retryable()) ? 1 : 0,
                    facts.failedAt(),
                    facts.failedAt(),
                    shortened(reason.message()),
                    FailureCatalogue.of(reason.code(), reason.httpStatus()).advice());
        }

        private Group plus(Group other) {
            return new Group(
                    code,
                    count + other.count,
                    retryable + other.retryable,
                    firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
                    lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen,
                    sample.isEmpty() ? other.sample : sample,
                    advice);
        }

        private static String shortened(String message) {
            String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
            int end = Math.min(SAMPLE, line.codePointCount(0, line.length()));
            return end < SAMPLE ? line : line.substring(0, line.offsetByCodePoints(0, end)) + "…";
        }
    }
}
