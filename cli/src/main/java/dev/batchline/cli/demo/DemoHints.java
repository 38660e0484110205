package dev.batchline.cli.demo;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;

/** The commands to look at a running demo with. */
final class DemoHints {
    private final BatchlineConfig config;
    private final URI provider;

    DemoHints(BatchlineConfig config, URI provider) {
        this.config = config;
        this.provider = provider;
    }

    void print(PrintStream out) {
        String broker = config.kafka().bootstrapServers();
        out.println();
        out.println("Everything stays up until Ctrl-C. Look at the topics from another terminal:");
        for (Topic topic : List.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS, Topic.STATUS)) {
            out.println("  kcat -b " + broker + " -C -e -X isolation.level=read_committed -t "
                    + config.topics().name(topic));
        }
        out.println("Send your own, one request a line:");
        out.println("  kcat -b " + broker + " -P -l -t " + config.topics().name(Topic.REQUESTS) + " batch.jsonl");
        out.println("What the simulated provider executed:");
        out.println("  curl -s " + provider.resolve("/_simulator/log"));
        out.flush();
    }
}
