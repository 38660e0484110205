package dev.batchline.runtime.topics;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a Kafka user is allowed to do with a resource, or has to be.
 *
 * @param on the topics, groups or transactional ids
 * @param operations what may be done with them
 */
public record Grant(ResourcePattern on, Set<AclOperation> operations) {
    public Grant {
        operations = Set.copyOf(operations);
    }

    /** Operations on one topic. */
    public static Grant topic(String name, AclOperation first, AclOperation... more) {
        return of(ResourceType.TOPIC, name, PatternType.LITERAL, EnumSet.of(first, more));
    }

    /** Operations on every topic whose name begins so. */
    public static Grant topics(String prefix, AclOperation first, AclOperation... more) {
        return of(ResourceType.TOPIC, prefix, PatternType.PREFIXED, EnumSet.of(first, more));
    }

    /** To be a member of a consumer group and commit its offsets. */
    public static Grant group(String name) {
        return of(ResourceType.GROUP, name, PatternType.LITERAL, EnumSet.of(AclOperation.READ));
    }

    /** To write transactions under ids that begin so. */
    public static Grant transactionalIds(String prefix) {
        return of(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, EnumSet.of(AclOperation.WRITE));
    }

    static Grant of(ResourceType type, String name, PatternType pattern, Set<AclOperation> operations) {
        return new Grant(new ResourcePattern(type, name, pattern), operations);
    }

    /** The flags that name it to {@code kafka-acls.sh}. */
    public String flags() {
        String named = operations.stream()
                .sorted()
                .map(operation -> "--operation " + camelCase(operation) + " ")
                .collect(Collectors.joining());
        String kind = "--" + on.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String pattern = on.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
        return named + kind + " " + on.name() + pattern;
    }

    private static String camelCase(AclOperation operation) {
        return Arrays.stream(operation.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
