package dev.batchline.runtime.kafka;

import dev.batchline.runtime.topics.Grant;
import dev.batchline.runtime.topics.ServiceAccess;
import dev.batchline.schemas.NewerFormatException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.protocol.Errors;

/** Tells the failures of a stream thread that would meet every thread after it too, until a person does something. */
final class Incurable {
    /** How Streams says at which record a processor failed. */
    private static final Pattern PLACE = Pattern.compile("topic=([^,]+), partition=(\\d+), offset=(\\d+)");

    /** How a producer says that offsets of a topic may not be committed; it has no exception of its own for that. */
    private static final String OFFSETS_DENIED = Errors.TOPIC_AUTHORIZATION_FAILED.message();

    private Incurable() {}

    /** What has happened to a service and what to do, if no other thread can go on; empty if one may. */
    static Optional<String> sentence(String service, String group, Throwable failure) {
        Optional<String> lost = LostRecords.message(failure, group);
        if (lost.isPresent()) {
            return Optional.of(service + " ends since records that it has to read are gone: " + lost.get());
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = Objects.toString(cause.getMessage());
            switch (cause) {
                case NewerFormatException newer -> {
                    return Optional.of(
                            service + " ends at a record that it cannot read" + place(failure) + ": " + reason + ".");
                }
                case AuthorizationException denied -> {
                    return Optional.of(denied(service, reason, needed(service, group, denied)));
                }
                case AuthenticationException unknown -> {
                    return Optional.of(service + " ends since Kafka does not accept who we are (" + reason
                            + "). Check the credentials under kafka.* or in --command-config.");
                }
                case KafkaException unexpected
                when reason.endsWith(OFFSETS_DENIED) -> {
                    return Optional.of(denied(service, reason, ServiceAccess.reads(service, group)));
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static String denied(String service, String reason, List<Grant> needed) {
        return service + " ends since Kafka does not allow it to go on (" + reason + "). " + ServiceAccess.howTo(needed)
                + " Then start it again.";
    }

    /** What the service's user has to be allowed, as closely as a refusal tells. */
    private static List<Grant> needed(String service, String group, AuthorizationException denied) {
        return switch (denied) {
            case TopicAuthorizationException topics ->
                topics.unauthorizedTopics().stream()
                        .sorted()
                        .flatMap(topic -> ServiceAccess.forTopic(service, group, topic).stream())
                        .distinct()
                        .toList();
            case GroupAuthorizationException members -> List.of(Grant.group(group));
            case TransactionalIdAuthorizationException transactions -> List.of(Grant.transactionalIds(group + "-"));
            default -> List.of();
        };
    }

    private static String place(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher place = PLACE.matcher(Objects.toString(cause.getMessage()));
            if (place.find()) {
                return " (" + place.group(1) + ", partition " + place.group(2) + ", offset " + place.group(3) + ")";
            }
        }
        return "";
    }
}
