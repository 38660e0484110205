package dev.batchline.dst;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A group of consumers that share tasks: a member keeps what it has until it gives it back or is no longer a member.
 */
final class ModelGroup {
    private final String name;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<String, SimProcess> members = new LinkedHashMap<>();
    private final Map<TaskId, @Nullable String> owners = new LinkedHashMap<>();
    private final Set<TaskId> givenBack = new LinkedHashSet<>();

    ModelGroup(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Tasks that somebody has to have. */
    void tasks(Collection<TaskId> tasks) {
        tasks.forEach(task -> owners.putIfAbsent(task, null));
    }

    boolean member(String member) {
        return members.containsKey(member);
    }

    void join(String member, SimProcess process) {
        members.put(member, process);
        assign();
    }

    void leave(String member) {
        members.remove(member);
        givenBack.removeIf(task -> member.equals(owners.get(task)));
        owners.replaceAll((task, owner) -> member.equals(owner) ? null : owner);
        assign();
    }

    /** Members that have been silent for too long are none any more. */
    void expire(Collection<SimProcess> silent) {
        List<String> gone = new ArrayList<>();
        members.forEach((member, process) -> {
            if (silent.contains(process)) {
                gone.add(member);
            }
        });
        gone.forEach(this::leave);
    }

    /** What a member is to have now. */
    Set<TaskId> assigned(String member) {
        Set<TaskId> assigned = new LinkedHashSet<>();
        owners.forEach((task, owner) -> {
            if (member.equals(owner) && !givenBack.contains(task)) {
                assigned.add(task);
            }
        });
        return assigned;
    }

    /** What a member is to give back. */
    List<TaskId> wantedBack(String member) {
        return givenBack.stream()
                .filter(task -> member.equals(owners.get(task)))
                .toList();
    }

    /** The member has committed and closed a task that it was to give back. */
    void giveBack(String member, TaskId task) {
        givenBack.remove(task);
        if (member.equals(owners.get(task))) {
            owners.put(task, null);
        }
        assign();
    }

    /** The member that a task belongs to, if there is one. */
    @Nullable
    String owner(TaskId task) {
        return owners.get(task);
    }

    @Nullable
    SimProcess process(@Nullable String member) {
        return member == null ? null : members.get(member);
    }

    void commit(Map<TopicPartition, Long> offsets) {
        committed.putAll(offsets);
    }

    @Nullable
    Long committed(TopicPartition partition) {
        return committed.get(partition);
    }

    private void assign() {
        if (members.isEmpty()) {
            return;
        }
        owners.replaceAll((task, owner) -> owner == null ? least() : owner);
        balance();
    }

    private void balance() {
        String least = least();
        members.keySet().stream()
                .max(Comparator.comparingLong(this::load))
                .filter(most -> load(most) - load(least) > 1 && givenBack.isEmpty())
                .flatMap(most -> owners.entrySet().stream()
                        .filter(entry -> most.equals(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst())
                .ifPresent(givenBack::add);
    }

    private String least() {
        return members.keySet().stream()
                .min(Comparator.comparingLong(this::load))
                .orElseThrow();
    }

    private long load(String member) {
        return owners.values().stream().filter(member::equals).count();
    }
}
