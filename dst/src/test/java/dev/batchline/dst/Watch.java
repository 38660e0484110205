package dev.batchline.dst;

import dev.batchline.providers.CreateBatch;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Watches a run from outside: what was committed, what the provider did, and which of it may not be. */
final class Watch {
    private final World world;
    private final TopicNames names;
    private final DeploymentId deployment;
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Integer> covered = new TreeMap<>();
    private final CancelsWatch cancels;
    private final RequestsWatch requests;
    private final WindowsWatch windows;
    private final LivesWatch lives;

    Watch(World world, TopicNames names, DeploymentId deployment, Scenario scenario) {
        this.world = world;
        this.names = names;
        this.deployment = deployment;
        this.cancels = new CancelsWatch(this::broken, this::covered, this::commandsRead, this::headers);
        this.requests = new RequestsWatch(this::broken, cancels);
        this.windows = new WindowsWatch(scenario, this::broken, this::covered);
        this.lives = new LivesWatch(world.kafka(), this::broken);
        world.kafka().onCommitted(this::committed);
    }

    CancelsWatch cancels() {
        return cancels;
    }

    RequestsWatch requests() {
        return requests;
    }

    WindowsWatch windows() {
        return windows;
    }

    /** Whether a window holds requests that is not sealed. */
    boolean filling() {
        return requests.anyRoutedAfter(windows::sealedUpTo);
    }

    /** A promise is broken. */
    void broken(String what) {
        world.trace(() -> "BROKEN " + what);
        broken.add(what);
    }

    List<String> broken() {
        return broken;
    }

    /** Something that runs are to come by has happened. */
    void covered(String what) {
        covered.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> covered() {
        return covered;
    }

    void serviceFailed(SimProcess process, RuntimeException failure) {
        boolean kafkas = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            kafkas |= cause instanceof FencedException || cause instanceof UnknownCommitException;
        }
        world.trace(() -> process + " failed: " + failure);
        if (!kafkas && !(failure instanceof KafkaException)) {
            StackTraceElement[] at = failure.getStackTrace();
            broken("the code of " + process + " failed: " + failure + " at " + (at.length == 0 ? "" : at[0])
                    + (failure.getCause() == null ? "" : ", since " + failure.getCause()));
        }
    }

    void uploaded(ModelFile file) {
        world.trace(() -> "provider has " + file.id() + " " + file.name());
    }

    /** The services have deleted a file that was uploaded. */
    void fileDeleted(ModelFile file, boolean used) {
        windows.fileDeleted(file, used);
    }

    /** A task begins from what was committed. */
    void begins(ModelTask task) {
        lives.begins(task);
    }

    /** A process is about to ask for a batch. */
    void asks(SimProcess process, CreateBatch request) {
        BatchMarks.read(request.metadata(), deployment).ifPresent(marks -> lives.creates(process, marks.window()));
    }

    void created(ModelBatch batch) {
        world.trace(() -> "provider makes " + batch.id() + " of " + batch.request());
        Optional<BatchMarks> marks = BatchMarks.read(batch.request().metadata(), deployment);
        marks.ifPresent(of -> windows.created(batch, of));
        marks.ifPresent(of -> cancels.created(batch, of));
    }

    void createRefused(CreateBatch request) {
        covered("create refused for want of its file");
        world.trace(() -> "provider has no file for " + request);
    }

    void cancelled(ModelBatch batch) {
        covered("batch cancelled");
        world.trace(() -> "provider is to cancel " + batch.id());
    }

    /** A batch that came too late goes on, though the sweep had the time to find it. */
    void overlooked(ModelBatch batch) {
        BatchMarks.read(batch.request().metadata(), deployment).ifPresent(marks -> windows.overlooked(batch, marks));
    }

    void executed(ModelBatch batch, ModelFile.Line line, boolean billed) {
        if (billed && !batch.tooLate()) {
            requests.billed(batch, line.mark());
        }
    }

    void ended(ModelBatch batch) {
        world.trace(() -> "provider ends " + batch.id() + " as " + batch.status());
        windows.ended(batch);
    }

    /** The provider no longer knows a batch, and nobody can tell what it has done. */
    void lost(ModelBatch batch) {
        covered("batch lost");
        ended(batch);
        requests.lost(batch);
    }

    void spoiled(ModelBatch batch) {
        broken("a custom_id is twice in the file of " + batch.id());
    }

    void purged(ModelLog log) {
        world.trace(() -> log.partition() + " begins at " + log.start());
        requests.purged(log);
    }

    private long commandsRead(int partition) {
        TopicPartition commands = new TopicPartition(names.name(Topic.COMMANDS), partition);
        Long read = world.kafka().group("batch.batcher").committed(commands);
        return read == null ? 0 : read;
    }

    private List<Header> headers(int mark) {
        return requests.headers(mark);
    }

    private void committed(List<ModelTransaction.Written> records) {
        for (ModelTransaction.Written written : records) {
            Optional<Topic> topic = names.find(written.partition().topic());
            world.trace(() -> written.partition() + "/" + written.record().offset() + " " + Shown.of(written, topic));
            if (topic.isPresent()) {
                lives.committed(topic.get(), written);
                requests.committed(topic.get(), written.partition(), written.record());
                windows.committed(topic.get(), written.record());
                if (topic.get() == Topic.WINDOWS && written.record().value() != null) {
                    cancels.told(JsonCodec.WINDOW.decode(written.record().value()));
                }
            }
        }
    }
}
