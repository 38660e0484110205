package dev.batchline.runtime.topics;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Says why a cluster cannot be used, and what to do about it. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    private ClusterException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What is wrong, for programs. */
    public Code code() {
        return code;
    }

    static ClusterException unreachable(String bootstrapServers, TimeoutException cause) {
        return new ClusterException(
                Code.UNREACHABLE,
                "No broker of bootstrap.servers=" + bootstrapServers + " answered (" + cause.getMessage()
                        + "). Look whether it is right, whether its brokers run and can be reached from here, and "
                        + "whether they want TLS or SASL (kafka.security.protocol).",
                cause);
    }

    static ClusterException onCreation(String bootstrapServers, KafkaException cause) {
        String reasons = reasons(cause);
        return new ClusterException(
                Code.SETTINGS,
                "Kafka's client for bootstrap.servers=" + bootstrapServers + " cannot be made (" + reasons
                        + "). Correct bootstrap.servers, or what is set under kafka.* or admin.* or by "
                        + "--command-config.",
                cause);
    }

    static ClusterException notAuthenticated(AuthenticationException cause) {
        return new ClusterException(
                Code.NOT_AUTHENTICATED,
                "Kafka does not accept who we are (" + cause.getMessage()
                        + "). Check the credentials under kafka.* or in --command-config.",
                cause);
    }

    static ClusterException notAuthorized(String doing, List<Grant> needed, AuthorizationException cause) {
        String what = "Kafka does not allow this user to " + doing + " (" + cause.getMessage() + "). ";
        return new ClusterException(Code.NOT_AUTHORIZED, what + ServiceAccess.howTo(needed), cause);
    }

    static ClusterException notAuthorized(String sentences) {
        return new ClusterException(Code.NOT_AUTHORIZED, sentences, null);
    }

    private static String reasons(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.add(Objects.requireNonNullElse(
                    cause.getMessage(), cause.getClass().getSimpleName()));
        }
        return String.join(": ", messages);
    }

    /** What can be wrong with a cluster. */
    public enum Code {
        /** Nobody answers. */
        UNREACHABLE,
        /** The client does not take its settings. */
        SETTINGS,
        /** The cluster does not know us. */
        NOT_AUTHENTICATED,
        /** The cluster knows us and does not let us. */
        NOT_AUTHORIZED
    }
}
