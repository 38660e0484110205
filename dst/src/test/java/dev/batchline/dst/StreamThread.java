package dev.batchline.dst;

import dev.batchline.runtime.kafka.ServiceNode;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.schemas.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * The one stream thread of a process, as Kafka Streams runs it with {@code exactly_once_v2}: one transaction at a time
 * for all of its tasks, whose offsets are fenced by the membership in the group, and by nothing while there are none.
 */
final class StreamThread implements Runnable {
    private static final Duration LAST_CALLS = Duration.ofSeconds(30);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(25);
    private static final String RENEW = "renew";
    private static final Duration REPLACED_AFTER = Duration.ofSeconds(1);

    private final World world;
    private final SimProcess process;
    private final Supplier<Application> start;
    private final String group;
    private final String transactionalId;
    private final Map<TaskId, ModelTask> tasks = new LinkedHashMap<>();
    private final Map<TaskId, ModelTask> unbegun = new LinkedHashMap<>();
    private @Nullable ModelProducer producer;
    private @Nullable String member;
    private Instant commitDue = Instant.MIN;

    StreamThread(World world, SimProcess process, Supplier<Application> start, String transactionalId) {
        this.world = world;
        this.process = process;
        this.start = start;
        this.group = "batch." + process.service();
        this.transactionalId = transactionalId;
    }

    @Override
    public void run() {
        Application application = start.get();
        boolean ended = false;
        while (!ended) {
            try {
                awaitKafka();
                producer = world.kafka().producer(transactionalId, process);
                world.stand("begun", Duration.ZERO);
                live(application);
                ended = true;
            } catch (FencedException e) {
                world.trace(() -> process + " is fenced: " + e.getMessage());
                lost();
            } catch (UnknownCommitException e) {
                world.trace(() -> process + " does not know of its commit");
                corrupted();
            } catch (RuntimeException e) {
                world.watch().serviceFailed(process, e);
                lost();
                world.stand("replaced", REPLACED_AFTER);
            }
        }
    }

    private void live(Application application) {
        Instant quietSince = null;
        while (true) {
            membership(application);
            boolean work = world.dice().chance(0.9) && step();
            boolean due = !commitDue.isAfter(world.now());
            if (due) {
                commit();
                commitDue = world.now().plus(world.dice().millis(50, 400));
            }
            if (process.stopping()) {
                application.lane.quiesce(Duration.ZERO);
                quietSince = quietSince == null ? world.now() : quietSince;
                if (application.unfinished() == 0 || quietSince.plus(LAST_CALLS).isBefore(world.now())) {
                    leave();
                    return;
                }
            }
            world.stand("loop", work ? world.dice().millis(0, 5) : world.idle());
        }
    }

    /** Takes and gives back tasks as the group says. */
    private void membership(Application application) {
        if (process.withoutKafka()) {
            return;
        }
        ModelGroup members = world.kafka().group(group);
        String me = member;
        if (me == null) {
            me = process.name() + "#" + world.number();
            member = me;
            members.tasks(application.taskIds());
            members.join(me, process);
        } else if (!members.member(me)) {
            throw new FencedException(me + " has lost its membership");
        }
        List<TaskId> wantedBack = members.wantedBack(me);
        if (!wantedBack.isEmpty()) {
            commit();
            for (TaskId id : wantedBack) {
                close(id);
                members.giveBack(me, id);
            }
        }
        for (TaskId id : members.assigned(me)) {
            if (!tasks.containsKey(id)) {
                begin(unbegun.computeIfAbsent(id, application::task), members);
            }
        }
    }

    private void begin(ModelTask task, ModelGroup members) {
        if (task.stable(members)) {
            unbegun.remove(task.id());
            tasks.put(task.id(), task);
            task.begin(members);
            world.watch().begins(task);
            world.trace(() -> process + " begins " + task);
        }
    }

    private void close(TaskId id) {
        ModelTask task = tasks.remove(id);
        if (task != null) {
            task.close();
        }
    }

    /** One round as Streams makes it: fetch, process, punctuate; a process may be struck between any two of them. */
    private boolean step() {
        boolean fetched = false;
        if (!process.withoutKafka()) {
            for (ModelTask task : tasks.values()) {
                fetched |= task.fetch();
            }
        }
        standPolled(fetched);
        List<ModelTask> order = world.dice().shuffled(tasks.values());
        boolean work = false;
        for (ModelTask task : order) {
            int most = world.dice().between(0, 8);
            for (int n = 0; n < most && task.process(world.dice()); n++) {
                work = true;
            }
        }
        if (work) {
            world.pass("processed");
        }
        for (ModelTask task : order) {
            if (world.dice().chance(0.8)) {
                task.punctuate(process.clocks().now().toEpochMilli());
            }
        }
        return work;
    }

    /** A task that has taken nothing yet commits no offsets, which nobody checks: nothing fences it. */
    private void standPolled(boolean fetched) {
        if (tasks.isEmpty()) {
            return;
        }
        if (tasks.values().stream().allMatch(ModelTask::untouched)) {
            world.stand("polled, unfenced", Duration.ZERO);
        } else {
            world.pass(fetched ? "polled" : "polled nothing");
        }
    }

    private void commit() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        List<ModelTask> needed =
                tasks.values().stream().filter(ModelTask::commitNeeded).toList();
        needed.forEach(ModelTask::flush);
        needed.forEach(task -> offsets.putAll(task.offsets()));
        ModelProducer current = producer();
        if (current.open() == null && offsets.isEmpty()) {
            return;
        }
        String kind = kind(current.open());
        world.stand(kind, world.dice().millis(0, 20));
        CommitFate fate = world.faults().commit(new Faults.Point(kind, process));
        if (process.withoutKafka()) {
            Instant until = world.now().plus(COMMIT_TIMEOUT);
            boolean back = process.withoutKafkaUntil().isBefore(until);
            world.stand("commit waits", Duration.between(world.now(), back ? process.withoutKafkaUntil() : until));
            fate = back ? fate : CommitFate.REQUEST_LOST;
        }
        if (fate == CommitFate.REQUEST_LOST) {
            throw new UnknownCommitException("a commit never arrived");
        }
        if (!offsets.isEmpty()) {
            current.sendOffsets(group, String.valueOf(member), offsets);
            standUnlessRenewing(kind, "offsets sent");
        }
        current.commit();
        if (fate == CommitFate.REPLY_LOST) {
            throw new UnknownCommitException("the answer to a commit is lost");
        }
        needed.forEach(ModelTask::committed);
        standUnlessRenewing(kind, "done");
    }

    /** Leases are renewed all the time: to be stopped once in each of these commits is enough. */
    private void standUnlessRenewing(String kind, String where) {
        if (!kind.equals(RENEW)) {
            world.stand(kind + ", " + where, Duration.ZERO);
        }
    }

    /** What is about to be committed: a step of a window, something else, or nothing but leases. */
    private static String kind(@Nullable ModelTransaction open) {
        List<ModelTransaction.Written> records = open == null ? List.of() : open.records();
        if (records.stream().allMatch(written -> written.partition().topic().equals("batch.leases"))) {
            return RENEW;
        }
        return records.stream()
                .filter(written -> written.partition().topic().equals("batch.windows"))
                .map(written -> written.record().value())
                .filter(Objects::nonNull)
                .map(value -> "commit " + JsonCodec.WINDOW.decode(value).state().word())
                .findFirst()
                .orElse("commit");
    }

    private void leave() {
        commit();
        List.copyOf(tasks.keySet()).forEach(this::close);
        world.kafka().group(group).leave(String.valueOf(member));
        world.processEnded(process);
    }

    /** Everything is taken away: what was not committed is lost, and the thread joins the group anew. */
    private void lost() {
        producer().abort();
        List.copyOf(tasks.keySet()).forEach(this::close);
        unbegun.clear();
        if (member != null) {
            world.kafka().group(group).leave(member);
        }
        member = null;
    }

    private void awaitKafka() {
        while (process.withoutKafka()) {
            world.stand("waits for Kafka", Duration.between(world.now(), process.withoutKafkaUntil()));
        }
    }

    /** What was not committed is lost, and the same tasks begin again from what was. */
    private void corrupted() {
        producer().abort();
        tasks.values().forEach(ModelTask::close);
        unbegun.putAll(tasks);
        tasks.clear();
    }

    private ModelProducer producer() {
        ModelProducer current = producer;
        if (current == null) {
            throw new IllegalStateException("no producer");
        }
        return current;
    }

    private void send(TopicPartition partition, ModelRecord.Content content, Object by) {
        producer().send(partition, content, by);
    }

    /** What its tasks share, with a way to write. */
    ModelTask.Setting setting(TopicNames names) {
        return new ModelTask.Setting(world.kafka(), names, World.PARTITIONS, World.REQUEST_MAX_BYTES, this::send);
    }

    /** What runs in a process from its start on. */
    static final class Application {
        private final EffectLane lane;
        private final List<ServiceNode> nodes;
        private final ModelTask.Setting setting;

        Application(EffectLane lane, ServiceTopology topology, ModelTask.Setting setting) {
            this.lane = lane;
            this.nodes = topology.nodes();
            this.setting = setting;
        }

        List<TaskId> taskIds() {
            List<TaskId> ids = new ArrayList<>();
            for (int node = 0; node < nodes.size(); node++) {
                for (int partition = 0; partition < World.PARTITIONS; partition++) {
                    ids.add(new TaskId(node, partition));
                }
            }
            return ids;
        }

        ModelTask task(TaskId id) {
            return new ModelTask(id, nodes.get(id.subtopology()), setting);
        }

        int unfinished() {
            return lane.quiesce(Duration.ZERO) ? 0 : 1;
        }
    }
}
