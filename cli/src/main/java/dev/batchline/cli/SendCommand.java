package dev.batchline.cli;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends each line of a file as one request event. */
@Command(
        name = "send",
        description = {
            "Send each line of a JSONL file to the request topic.",
            "A line is sent as it is, even if it is no valid request; empty lines are passed over."
        })
final class SendCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY = 100_000;

    private final Shell shell;

    @Parameters(index = "0", paramLabel = "FILE.jsonl", description = "The file; - reads standard input.")
    private String file = "-";

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic; by default the first request topic.")
    private @Nullable String topic;

    @Option(names = "--header", paramLabel = "KEY=VALUE", description = "A header for every record. Repeatable.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--job", paramLabel = "JOB", description = "The backfill or campaign: header " + Headers.JOB + ".")
    private @Nullable String job;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Who it is for: header " + Headers.TENANT + ".")
    private @Nullable String tenant;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "The account to send it through: header " + Headers.ACCOUNT + ".")
    private @Nullable String account;

    SendCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        BatchlineConfig config = kafka.load(shell.environment());
        String name = topic == null ? config.topics().name(Topic.REQUESTS) : topic;
        try (InputStream in = open()) {
            requireTopic(config, name);
            int limit = config.topics().requestMaxBytes();
            try (RequestSender sender = new RequestSender(config.kafka(), name, limit + Topic.HEADROOM_BYTES)) {
                return send(new LineReader(in, limit), sender, name);
            }
        }
    }

    private int send(LineReader lines, RequestSender sender, String name) throws IOException {
        List<Header> all = recordHeaders();
        long tooLong = 0;
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.cutOff()) {
                    tooLong++;
                    shell.err()
                            .println("Line " + lines.number() + " was not sent: it has " + lines.length()
                                    + " bytes, more than request.max.bytes.");
                } else if (line.length > 0) {
                    sender.send(line, all);
                }
                if (lines.number() % PROGRESS_EVERY == 0) {
                    shell.err().println(sender.acknowledged() + " sent, line " + lines.number());
                }
            }
            sender.flush();
        } catch (KafkaException e) {
            throw new CommandException(
                    ExitCodes.FAILED,
                    "Sending to " + name + " failed at or before line " + lines.number() + "; Kafka acknowledged "
                            + sender.acknowledged() + " records until then. " + Failures.message(e),
                    e);
        }
        shell.out().println(sender.acknowledged() + " sent to " + name);
        shell.out().flush();
        return tooLong == 0 ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private InputStream open() {
        if (file.equals("-")) {
            return shell.in();
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    file + " cannot be read (" + e.getClass().getSimpleName() + "). Expected a JSONL file.",
                    e);
        }
    }

    /** Without this a producer would wait a minute for a topic that nobody has created. */
    private static void requireTopic(BatchlineConfig config, String name) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            if (!topics.exists(name)) {
                throw new CommandException(
                        ExitCodes.NEEDS_YOU,
                        "Topic " + name + " is not there, or may not be described by this user. "
                                + "Create it: batchline topics create.");
            }
        }
    }

    private List<Header> recordHeaders() {
        Map<String, String> all = new LinkedHashMap<>(headers);
        put(all, Headers.JOB, job);
        put(all, Headers.TENANT, tenant);
        put(all, Headers.ACCOUNT, account);
        List<Header> list = new ArrayList<>();
        all.forEach((key, value) -> list.add(new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8))));
        return list;
    }

    private static void put(Map<String, String> all, String key, @Nullable String value) {
        if (value != null) {
            all.put(key, value);
        }
    }
}
