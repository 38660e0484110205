package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.Topic;
import java.util.List;
import java.util.Set;

/** Reads the topics that tell of windows, once they are known to be there. */
final class Boards {
    private Boards() {}

    /** What the topics tell of windows now. */
    static BatchBoard read(BatchlineConfig config) {
        requireTopics(config, BatchBoard.TOPICS);
        BatchBoard board = new BatchBoard();
        new CommittedRecords(config, BatchBoard.TOPICS)
                .forEach((topic, record) -> board.take(topic, record.key(), record.value()));
        return board;
    }

    /** Ends the command line if one of these topics is not there. */
    static void requireTopics(BatchlineConfig config, Set<Topic> wanted) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            List<String> missing = wanted.stream()
                    .flatMap(topic -> CommittedRecords.names(config, topic).stream()
                            .map(name -> new TopicProblem.Missing(topic, name)))
                    .filter(problem -> !topics.exists(problem.name()))
                    .map(TopicProblem.Missing::sentence)
                    .toList();
            if (!missing.isEmpty()) {
                throw new CommandException(ExitCodes.NEEDS_YOU, String.join(System.lineSeparator(), missing));
            }
        }
    }
}
