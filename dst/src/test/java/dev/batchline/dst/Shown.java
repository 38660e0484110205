package dev.batchline.dst;

import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Records as a person wants to see them in a trace. */
final class Shown {
    private Shown() {}

    static String of(ModelTransaction.Written written, Optional<Topic> topic) {
        byte[] key = written.record().key();
        byte[] value = written.record().value();
        String text = key == null ? "-" : new String(key, StandardCharsets.UTF_8);
        if (value == null || topic.isEmpty()) {
            return text + (value == null ? " removed" : " " + value.length + " bytes");
        }
        return text + " "
                + switch (topic.get()) {
                    case WINDOWS -> JsonCodec.WINDOW.decode(value).state().toString();
                    case STATUS -> JsonCodec.STATUS.decode(value).status().toString();
                    case MANIFESTS -> value.length + " bytes";
                    case REQUESTS,
                            LANES,
                            LEASES,
                            JOINS,
                            COMMANDS,
                            RESULTS_COMPLETED,
                            RESULTS_FAILED,
                            DEAD_LETTERS,
                            LEDGER,
                            LANE_STATUS,
                            REPLAYS -> new String(value, StandardCharsets.UTF_8);
                };
    }
}
