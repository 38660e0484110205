package dev.batchline.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Which record type each schema describes, and how a schema says that a field may be null. */
final class SchemaTypes {
    static final Map<Class<?>, Schemas.Kind> KINDS = Map.of(
            Window.class, Schemas.Kind.WINDOW,
            ManifestChunk.class, Schemas.Kind.MANIFEST_CHUNK,
            Lease.class, Schemas.Kind.LEASE,
            StatusEvent.class, Schemas.Kind.STATUS_EVENT,
            JoinEvent.class, Schemas.Kind.JOIN_EVENT,
            Command.class, Schemas.Kind.COMMAND,
            LedgerEvent.class, Schemas.Kind.LEDGER_EVENT,
            LaneStatus.class, Schemas.Kind.LANE_STATUS,
            ReplayMark.class, Schemas.Kind.REPLAY_MARK,
            ResultLine.class, Schemas.Kind.RESULT_LINE);

    private SchemaTypes() {}

    static boolean nullable(JsonNode property) {
        for (JsonNode type : property.path("type")) {
            if (type.asText().equals("null")) {
                return true;
            }
        }
        return false;
    }
}
