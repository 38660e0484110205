package dev.batchline.runtime.topics;

import dev.batchline.schemas.Topic;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/** What the Kafka user of a service has to be allowed, told from the catalogue. */
public final class ServiceAccess {
    /** Who deletes from the lanes what no window needs any more. */
    private static final String PURGES = "batcher";

    private static final String HOW = "kafka-acls.sh --add --allow-principal User:NAME ";

    private ServiceAccess() {}

    /** What a service does with a topic; nothing if it only has to know how the topic is kept. */
    public static Set<AclOperation> onTopic(String service, Topic topic) {
        Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
        if (topic.readers().contains(service)) {
            operations.add(AclOperation.READ);
        }
        if (topic.writers().contains(service)) {
            operations.add(AclOperation.WRITE);
        }
        if (topic == Topic.LANES && service.equals(PURGES)) {
            operations.add(AclOperation.DELETE);
        }
        return operations;
    }

    /** What a service has to be allowed on the topics that hold the changes of its stores. */
    public static Grant onChangelogs(String group) {
        return Grant.topics(group + "-", AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
    }

    /**
     * What has to be granted for a topic that Kafka refused to a service, if it is one of the service's.
     *
     * @param group the service's group, which is the topics' prefix and its word
     */
    public static Optional<Grant> forTopic(String service, String group, String name) {
        if (name.startsWith(group + "-")) {
            return Optional.of(onChangelogs(group));
        }
        String prefix = group.substring(0, group.length() - service.length());
        for (Topic topic : Topic.values()) {
            Set<AclOperation> operations = onTopic(service, topic);
            if (topic.name(prefix).equals(name) && !operations.isEmpty()) {
                return Optional.of(
                        new Grant(Grant.topic(name, AclOperation.READ).on(), operations));
            }
        }
        return Optional.of(Grant.topic(name, AclOperation.READ)).filter(unused -> service.equals(PURGES));
    }

    /** What a service has to be allowed so that it may read its topics, those of requests by their usual name. */
    public static List<Grant> reads(String service, String group) {
        String prefix = group.substring(0, group.length() - service.length());
        return Arrays.stream(Topic.values())
                .filter(topic -> onTopic(service, topic).contains(AclOperation.READ))
                .map(topic -> Grant.topic(topic.name(prefix), AclOperation.READ))
                .toList();
    }

    /** How to grant something, to follow what is not allowed. */
    public static String howTo(List<Grant> missing) {
        String commands = missing.stream().map(Grant::flags).collect(Collectors.joining("; " + HOW, HOW, "; "));
        return "Allow it: " + (missing.isEmpty() ? "" : commands) + "docs/security.md has the whole list.";
    }

    /** What of a service's work on topics is not allowed, in one sentence and what to do; nothing if all of it is. */
    static Optional<String> missing(String service, List<TopicRights> topics) {
        TreeMap<String, Set<AclOperation>> missing = new TreeMap<>();
        for (TopicRights topic : topics) {
            Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
            operations.addAll(onTopic(service, topic.topic()));
            operations.removeAll(topic.allowed());
            if (topic.known() && !operations.isEmpty()) {
                missing.put(topic.name(), operations);
            }
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<Grant> grants = missing.entrySet().stream()
                .map(entry ->
                        new Grant(Grant.topic(entry.getKey(), AclOperation.READ).on(), entry.getValue()))
                .toList();
        String what = grants.stream()
                .map(grant -> grant.operations().stream()
                                .sorted()
                                .map(AclOperation::name)
                                .map(String::toLowerCase)
                                .collect(Collectors.joining(" and "))
                        + " " + grant.on().name())
                .collect(Collectors.joining(", "));
        return Optional.of("Kafka does not allow the user of the " + service + " to " + what + ". " + howTo(grants));
    }

    /**
     * What this user may do with a topic.
     *
     * @param topic what it is for
     * @param name its full name
     * @param allowed what the broker says; empty if it does not say
     */
    record TopicRights(Topic topic, String name, Set<AclOperation> allowed) {
        TopicRights {
            allowed = Set.copyOf(allowed);
        }

        boolean known() {
            return !allowed.isEmpty();
        }
    }
}
