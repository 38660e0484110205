package dev.batchline.runtime.topics;

import dev.batchline.runtime.config.KafkaSettings;
import dev.batchline.runtime.config.TopicSettings;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one installation in its cluster. A cluster that cannot be used at all, or not by us, is thrown as a
 * {@link ClusterException}; what else Kafka refuses as Kafka's own exception.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final String CALL_TIMEOUT = "default.api.timeout.ms";
    private static final String REQUEST_TIMEOUT = "request.timeout.ms";

    /** Without it a call of the admin client takes a minute to find that nobody is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final int ASK_AT_MOST = 300;

    private final Admin admin;
    private final TopicSettings settings;

    private TopicAdmin(Admin admin, TopicSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** Connects to the cluster, and asks it one question. */
    public static TopicAdmin connect(KafkaSettings kafka, TopicSettings topics) {
        Map<String, Object> properties = new HashMap<>(kafka.adminProperties());
        if (!properties.containsKey(CALL_TIMEOUT) && !properties.containsKey(REQUEST_TIMEOUT)) {
            properties.put(CALL_TIMEOUT, Long.toString(PATIENCE.toMillis()));
            properties.put(REQUEST_TIMEOUT, Long.toString(PATIENCE.toMillis() / 2));
        }
        TopicAdmin connected;
        try {
            connected = new TopicAdmin(Admin.create(properties), topics);
        } catch (KafkaException e) {
            throw ClusterException.onCreation(kafka.bootstrapServers(), e);
        }
        try {
            String unused = connected.clusterId();
            return connected;
        } catch (TimeoutException e) {
            connected.admin.close(Duration.ZERO);
            throw ClusterException.unreachable(kafka.bootstrapServers(), e);
        } catch (RuntimeException e) {
            connected.admin.close(Duration.ZERO);
            throw e;
        }
    }

    /** Creates what is not there yet, and leaves alone what is; returns when the new topics can be written. */
    public List<Creation> create() {
        List<Creation> creations = describe().stream()
                .map(state -> new Creation(state, !state.present() && create(state)))
                .toList();
        awaitLeaders(creations.stream()
                .filter(Creation::created)
                .map(creation -> creation.before().name())
                .toList());
        return creations;
    }

    /** Every topic of the installation as it is, in the order of the catalogue. */
    public List<TopicState> describe() {
        Map<String, Topic> topics = topicsByName();
        Map<String, TopicDescription> descriptions = descriptions(topics.keySet());
        Map<String, Map<String, String>> configs = configs(descriptions.keySet());
        List<TopicState> states = new ArrayList<>();
        topics.forEach((name, topic) -> {
            TopicDescription description = descriptions.get(name);
            states.add(
                    description == null
                            ? TopicState.missing(topic, name)
                            : state(topic, description, configs.getOrDefault(name, Map.of())));
        });
        return states;
    }

    private Map<String, Topic> topicsByName() {
        Map<String, Topic> topics = new LinkedHashMap<>();
        for (Topic topic : Topic.values()) {
            for (String name : topic == Topic.REQUESTS ? settings.requests() : List.of(settings.name(topic))) {
                topics.put(name, topic);
            }
        }
        return topics;
    }

    /** What about these topics is not as the catalogue asks for. */
    public List<TopicProblem> problems(List<TopicState> states) {
        TopicPolicy policy = new TopicPolicy(settings);
        return states.stream().flatMap(state -> policy.problems(state).stream()).toList();
    }

    /** Throws a {@link ClusterException} if this user may not do with the topics what a service does. */
    public void requireAccess(String service) {
        Map<String, Topic> topics = topicsByName();
        DescribeTopicsOptions withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        List<ServiceAccess.TopicRights> rights = new ArrayList<>();
        admin.describeTopics(topics.keySet(), withRights).topicNameValues().forEach((name, answer) -> {
            @Nullable
            Set<AclOperation> allowed =
                    AdminCalls.await(answer, describing(name), describe(name)).authorizedOperations();
            rights.add(new ServiceAccess.TopicRights(
                    topics.getOrDefault(name, Topic.REQUESTS), name, allowed == null ? Set.of() : allowed));
        });
        ServiceAccess.missing(service, rights).ifPresent(sentences -> {
            throw ClusterException.notAuthorized(sentences);
        });
    }

    /** How many partitions a topic has; none if it is not there. */
    public OptionalInt partitions(String name) {
        TopicDescription description = descriptions(List.of(name)).get(name);
        return description == null
                ? OptionalInt.empty()
                : OptionalInt.of(description.partitions().size());
    }

    /** Whether a topic is there and may be described. */
    public boolean exists(String name) {
        return descriptions(List.of(name)).containsKey(name);
    }

    /** The cluster's id. */
    public String clusterId() {
        return AdminCalls.await(admin.describeCluster().clusterId(), "describe the cluster");
    }

    /** Kafka's id of a topic, in the form its tools show. */
    public String topicId(String name) {
        return AdminCalls.await(admin.describeTopics(List.of(name)).allTopicNames(), describing(name), describe(name))
                .values()
                .iterator()
                .next()
                .topicId()
                .toString();
    }

    /** Who we are: the cluster and its lanes topic. */
    public DeploymentId deploymentId() {
        return DeploymentId.of(clusterId(), topicId(settings.name(Topic.LANES)));
    }

    @Override
    public void close() {
        admin.close();
    }

    /** A broker hears of a new topic a moment after the controller has answered. */
    private void awaitLeaders(List<String> names) {
        Executor later = CompletableFuture.delayedExecutor(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        for (int asked = 0; asked < ASK_AT_MOST && !haveLeaders(names); asked++) {
            CompletableFuture.runAsync(() -> {}, later).join();
        }
    }

    private boolean haveLeaders(List<String> names) {
        Map<String, TopicDescription> descriptions = descriptions(names);
        return descriptions.size() == names.size()
                && descriptions.values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .allMatch(partition -> partition.leader() != null
                                && !partition.leader().isEmpty());
    }

    private boolean create(TopicState missing) {
        NewTopic topic = new NewTopic(missing.name(), settings.partitions(), settings.replicationFactor())
                .configs(missing.topic().config(settings.requestMaxBytes()));
        try {
            AdminCalls.await(
                    admin.createTopics(List.of(topic)).all(),
                    "create topic " + missing.name(),
                    Grant.topic(missing.name(), AclOperation.CREATE));
            return true;
        } catch (TopicExistsException e) {
            return false;
        }
    }

    private static TopicState state(Topic topic, TopicDescription description, Map<String, String> config) {
        return new TopicState(
                topic,
                description.name(),
                description.partitions().size(),
                description.partitions().getFirst().replicas().size(),
                config);
    }

    private Map<String, TopicDescription> descriptions(Collection<String> names) {
        Map<String, TopicDescription> descriptions = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, answer) -> {
            try {
                descriptions.put(name, AdminCalls.await(answer, describing(name), describe(name)));
            } catch (UnknownTopicOrPartitionException e) {
                descriptions.remove(name);
            }
        });
        return descriptions;
    }

    private Map<String, Map<String, String>> configs(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Map<String, String>> configs = new HashMap<>();
        String doing = "describe the configs of topics " + String.join(", ", new TreeSet<>(names));
        Grant needed = Grant.topics(settings.prefix(), AclOperation.DESCRIBE_CONFIGS);
        AdminCalls.await(admin.describeConfigs(resources).all(), doing, needed)
                .forEach((resource, config) -> configs.put(resource.name(), values(config)));
        return configs;
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        config.entries().forEach(entry -> {
            @Nullable String value = entry.value();
            if (value != null) {
                values.put(entry.name(), value);
            }
        });
        return values;
    }

    private static String describing(String topic) {
        return "describe topic " + topic;
    }

    private Grant describe(String topic) {
        return topic.startsWith(settings.prefix())
                ? Grant.topics(settings.prefix(), AclOperation.DESCRIBE)
                : Grant.topic(topic, AclOperation.DESCRIBE);
    }

    /**
     * What became of a topic that was to be created.
     *
     * @param before the topic as it was
     * @param created whether it was created; if not, it was there
     */
    public record Creation(TopicState before, boolean created) {}
}
