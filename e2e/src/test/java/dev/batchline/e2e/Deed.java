package dev.batchline.e2e;

import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Something that a user did on a broker.
 *
 * @param principal the user, such as {@code User:batcher}
 * @param operation what it did
 * @param type with what kind of thing
 * @param name the thing's name
 */
record Deed(String principal, AclOperation operation, ResourceType type, String name) {
    /** Whether a rule allows it, by itself. */
    boolean allowedBy(AclBinding rule) {
        ResourcePattern on = rule.pattern();
        boolean named = on.patternType() == PatternType.PREFIXED ? name.startsWith(on.name()) : name.equals(on.name());
        return named
                && type == on.resourceType()
                && principal.equals(rule.entry().principal())
                && (operation == rule.entry().operation()
                        || implied(rule.entry().operation()));
    }

    private boolean implied(AclOperation granted) {
        return switch (granted) {
            case READ, WRITE, DELETE, ALTER -> operation == AclOperation.DESCRIBE;
            case ALTER_CONFIGS -> operation == AclOperation.DESCRIBE_CONFIGS;
            default -> false;
        };
    }
}
