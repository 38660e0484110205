package dev.batchline.runtime.topics;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for what an admin client was asked for. */
public final class AdminCalls {
    private AdminCalls() {}

    /**
     * The answer. Throws a {@link ClusterException} if the cluster does not know or does not allow this user, else the
     * client's own exception.
     *
     * @param doing what was asked for, to follow "does not allow this user to"
     * @param needed what the user has to be allowed for it; all of it is named if it is refused
     */
    public static <T> T await(KafkaFuture<T> future, String doing, Grant... needed) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case AuthenticationException unknown -> ClusterException.notAuthenticated(unknown);
                case AuthorizationException denied -> ClusterException.notAuthorized(doing, List.of(needed), denied);
                case KafkaException refused -> refused;
                case null, default -> new KafkaException(e.getCause());
            };
        }
    }
}
