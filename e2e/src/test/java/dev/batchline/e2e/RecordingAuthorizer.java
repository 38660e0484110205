package dev.batchline.e2e;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which also writes down what it was asked for and what it said. */
public final class RecordingAuthorizer extends StandardAuthorizer {
    private static final Set<Deed> ALLOWED = ConcurrentHashMap.newKeySet();
    private static final Set<Deed> DENIED = ConcurrentHashMap.newKeySet();

    /** What was allowed so far, without what was only asked about. */
    static Set<Deed> allowed() {
        return Set.copyOf(ALLOWED);
    }

    /** What was refused so far, without what is tried before something else that is allowed. */
    static Set<Deed> denied() {
        return Set.copyOf(DENIED);
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            Deed deed = new Deed(
                    context.principal().toString(),
                    action.operation(),
                    action.resourcePattern().resourceType(),
                    action.resourcePattern().name());
            if (results.get(i) == AuthorizationResult.ALLOWED && action.logIfAllowed()) {
                ALLOWED.add(deed);
            } else if (results.get(i) == AuthorizationResult.DENIED && action.logIfDenied()) {
                DENIED.add(deed);
            }
        }
        return results;
    }
}
