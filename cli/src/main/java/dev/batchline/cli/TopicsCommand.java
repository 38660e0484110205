package dev.batchline.cli;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.runtime.topics.TopicState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes and checks the topics of an installation. */
@Command(
        name = "topics",
        description = "Create or describe the topics of this installation.",
        subcommands = {TopicsCommand.Create.class, TopicsCommand.Describe.class})
final class TopicsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand: create or describe");
    }

    private static int report(Shell shell, List<TopicProblem> problems) {
        problems.forEach(problem -> shell.err().println(problem.sentence()));
        shell.err().flush();
        return problems.isEmpty() ? ExitCodes.OK : ExitCodes.NEEDS_YOU;
    }

    /** Creates what is not there, and says what is there but not as it has to be. */
    @Command(
            name = "create",
            description = "Create the topics that are not there yet; existing ones are kept as they are.")
    static final class Create implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private KafkaOptions kafka = new KafkaOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        Create(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            BatchlineConfig config = kafka.load(shell.environment());
            try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
                List<TopicAdmin.Creation> creations = topics.create();
                List<List<String>> rows = creations.stream()
                        .map(topic -> List.of(topic.before().name(), topic.created() ? "created" : "kept"))
                        .toList();
                new Table(List.of("topic", "result"), rows).print(shell.out(), output.format());
                return report(
                        shell,
                        topics.problems(creations.stream()
                                .map(TopicAdmin.Creation::before)
                                .filter(TopicState::present)
                                .toList()));
            }
        }
    }

    /** Shows the topics and what about them is not as it has to be. */
    @Command(
            name = "describe",
            description = "Compare the topics with what they have to be; exit code 3 if something differs.")
    static final class Describe implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private KafkaOptions kafka = new KafkaOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        Describe(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            BatchlineConfig config = kafka.load(shell.environment());
            try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
                List<TopicState> states = topics.describe();
                List<TopicProblem> problems = topics.problems(states);
                List<List<String>> rows =
                        states.stream().map(state -> row(state, problems)).toList();
                new Table(
                                List.of(
                                        "topic",
                                        "for",
                                        "partitions",
                                        "replicas",
                                        "cleanup.policy",
                                        "retention.ms",
                                        "max.message.bytes",
                                        "state"),
                                rows)
                        .print(shell.out(), output.format());
                return report(shell, problems);
            }
        }

        private static List<String> row(TopicState state, List<TopicProblem> problems) {
            boolean good = problems.stream().noneMatch(problem -> problem.name().equals(state.name()));
            return List.of(
                    state.name(),
                    state.topic().internal() ? "internal" : "public",
                    Integer.toString(state.partitions()),
                    Integer.toString(state.replicas()),
                    state.config().getOrDefault("cleanup.policy", ""),
                    state.config().getOrDefault("retention.ms", ""),
                    state.config().getOrDefault("max.message.bytes", ""),
                    good ? "ok" : state.present() ? "differs" : "missing");
        }
    }
}
