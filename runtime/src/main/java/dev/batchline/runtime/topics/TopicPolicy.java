package dev.batchline.runtime.topics;

import dev.batchline.runtime.config.TopicSettings;
import dev.batchline.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares topics with the catalogue. Request topics are the user's and only have to be there; how long other public
 * topics keep their records is the user's choice as well.
 */
final class TopicPolicy {
    private static final long FOR_EVER = -1;

    private final TopicSettings settings;

    TopicPolicy(TopicSettings settings) {
        this.settings = settings;
    }

    /** What is wrong with a topic; nothing if it is as it has to be. */
    List<TopicProblem> problems(TopicState state) {
        if (!state.present()) {
            return List.of(new TopicProblem.Missing(state.topic(), state.name()));
        }
        List<TopicProblem> problems = new ArrayList<>();
        if (state.topic() == Topic.REQUESTS) {
            return problems;
        }
        Map<String, String> expected = state.topic().config(settings.requestMaxBytes());
        if (state.topic().internal()) {
            checkPartitions(state, problems);
            checkRetention(state, expected, problems);
        }
        checkCleanup(state, expected, problems);
        checkTimestamps(state, expected, problems);
        checkSize(state, problems);
        return problems;
    }

    private void checkPartitions(TopicState state, List<TopicProblem> problems) {
        if (state.partitions() != settings.partitions()) {
            problems.add(new TopicProblem.WrongPartitions(
                    state.topic(), state.name(), state.partitions(), settings.partitions()));
        }
    }

    private static void checkCleanup(TopicState state, Map<String, String> expected, List<TopicProblem> problems) {
        String wanted = expected.getOrDefault("cleanup.policy", "delete");
        String got = state.config().getOrDefault("cleanup.policy", "");
        if (!words(got).equals(words(wanted))) {
            problems.add(new TopicProblem.WrongSetting(state.topic(), state.name(), "cleanup.policy", got, wanted));
        }
    }

    private static Set<String> words(String list) {
        return Set.copyOf(List.of(list.replace(" ", "").split(",", -1)));
    }

    private static void checkTimestamps(TopicState state, Map<String, String> expected, List<TopicProblem> problems) {
        String setting = "message.timestamp.type";
        String wanted = expected.get(setting);
        String got = state.config().getOrDefault(setting, "");
        if (wanted != null && !wanted.equals(got)) {
            problems.add(new TopicProblem.WrongSetting(state.topic(), state.name(), setting, got, wanted));
        }
    }

    private static void checkRetention(TopicState state, Map<String, String> expected, List<TopicProblem> problems) {
        if (!words(expected.getOrDefault("cleanup.policy", "")).contains("delete")) {
            return;
        }
        for (String setting : List.of("retention.ms", "retention.bytes")) {
            String wanted = expected.getOrDefault(setting, Long.toString(FOR_EVER));
            String got = state.config().getOrDefault(setting, Long.toString(FOR_EVER));
            if (shorter(got, wanted)) {
                problems.add(new TopicProblem.WrongSetting(state.topic(), state.name(), setting, got, wanted));
            }
        }
    }

    private static boolean shorter(String got, String wanted) {
        long kept = Long.parseLong(got);
        long needed = Long.parseLong(wanted);
        return kept != FOR_EVER && (needed == FOR_EVER || kept < needed);
    }

    private void checkSize(TopicState state, List<TopicProblem> problems) {
        long needed = state.topic().maxMessageBytes(settings.requestMaxBytes());
        long got = Long.parseLong(state.config().getOrDefault("max.message.bytes", "0"));
        if (got < needed) {
            problems.add(new TopicProblem.RecordsTooSmall(state.topic(), state.name(), got, needed));
        }
    }
}
