package dev.batchline.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rules that docs/security.md tells to set, read from its command lines. */
final class DocumentedRules {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final Pattern COMMAND = Pattern.compile("(?m)^kafka-acls\\.sh \\$AT --add (.*)$");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\n *");

    private DocumentedRules() {}

    /** All of them, in the order of the page. */
    static List<AclBinding> read() {
        try {
            String page = CONTINUED.matcher(Files.readString(PAGE)).replaceAll("");
            return COMMAND.matcher(page)
                    .results()
                    .flatMap(command -> bindings(command.group(1)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rules of one command line: every operation for every user on every resource. */
    static List<AclBinding> bindings(String flags) {
        List<String> principals = new ArrayList<>();
        List<AclOperation> operations = new ArrayList<>();
        List<ResourcePattern> resources = new ArrayList<>();
        boolean prefixed = flags.contains("--resource-pattern-type prefixed");
        PatternType pattern = prefixed ? PatternType.PREFIXED : PatternType.LITERAL;
        Iterator<String> words = List.of(flags.trim().split(" +")).iterator();
        while (words.hasNext()) {
            String flag = words.next();
            String value = words.next();
            switch (flag) {
                case "--allow-principal" -> principals.add(value);
                case "--operation" -> operations.add(operation(value));
                case "--topic" -> resources.add(new ResourcePattern(ResourceType.TOPIC, value, pattern));
                case "--group" -> resources.add(new ResourcePattern(ResourceType.GROUP, value, pattern));
                case "--transactional-id" ->
                    resources.add(new ResourcePattern(ResourceType.TRANSACTIONAL_ID, value, pattern));
                case "--resource-pattern-type" -> {}
                default -> throw new IllegalArgumentException("unknown flag " + flag + " in: " + flags);
            }
        }
        List<AclBinding> bindings = new ArrayList<>();
        for (String principal : principals) {
            for (ResourcePattern resource : resources) {
                for (AclOperation operation : operations) {
                    bindings.add(new AclBinding(
                            resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
                }
            }
        }
        return bindings;
    }

    private static AclOperation operation(String word) {
        return AclOperation.fromString(word.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }
}
