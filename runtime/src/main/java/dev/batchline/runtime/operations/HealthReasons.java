package dev.batchline.runtime.operations;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a process is not as well as it should be, though a restart would mend nothing: reasons that come and go, each
 * under its code. Any thread may raise and clear.
 */
public final class HealthReasons {
    private static final Logger LOG = LoggerFactory.getLogger(HealthReasons.class);

    private final Map<String, String> texts = new ConcurrentSkipListMap<>();

    /**
     * Raises a reason; raised again, its text is the new one.
     *
     * @param code what the runbook calls it, with what it concerns behind a slash: {@code provider_unreachable/openai}
     * @param text what is wrong and what can be done, in a sentence or two
     */
    public void raise(String code, String text) {
        if (texts.put(code, text) == null) {
            LOG.atWarn().addKeyValue("code", code).addKeyValue("text", text).log("Health reason raised");
        }
    }

    /** Clears a reason, if it is there. */
    public void clear(String code) {
        if (texts.remove(code) != null) {
            LOG.atInfo().addKeyValue("code", code).log("Health reason cleared");
        }
    }

    /** What is raised now, by code. */
    public List<Reason> raised() {
        return texts.entrySet().stream()
                .map(entry -> new Reason(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * A reason that is raised.
     *
     * @param code what the runbook calls it
     * @param text what is wrong and what can be done
     */
    public record Reason(String code, String text) {}
}
