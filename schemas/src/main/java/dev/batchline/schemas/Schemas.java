package dev.batchline.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The JSON Schema (2020-12) files of the contract and its AsyncAPI document, as text. */
public final class Schemas {
    private Schemas() {}

    /** The schema file of this kind. */
    public static String text(Kind kind) {
        return resource(kind.fileName());
    }

    /** The AsyncAPI 3 document of the public topics, YAML; its references are names of schema files. */
    public static String asyncApi() {
        return resource("asyncapi.yaml");
    }

    /** The kind of a topic's values; empty for dead letters, whose values may be any bytes. */
    public static Optional<Kind> of(Topic topic) {
        return switch (topic) {
            case REQUESTS, LANES -> Optional.of(Kind.REQUEST_EVENT);
            case WINDOWS -> Optional.of(Kind.WINDOW);
            case MANIFESTS -> Optional.of(Kind.MANIFEST_CHUNK);
            case LEASES -> Optional.of(Kind.LEASE);
            case STATUS -> Optional.of(Kind.STATUS_EVENT);
            case JOINS -> Optional.of(Kind.JOIN_EVENT);
            case RESULTS_COMPLETED, RESULTS_FAILED -> Optional.of(Kind.RESULT_LINE);
            case DEAD_LETTERS -> Optional.empty();
            case COMMANDS -> Optional.of(Kind.COMMAND);
            case LEDGER -> Optional.of(Kind.LEDGER_EVENT);
            case LANE_STATUS -> Optional.of(Kind.LANE_STATUS);
            case REPLAYS -> Optional.of(Kind.REPLAY_MARK);
        };
    }

    private static String resource(String name) {
        try (InputStream stream = Schemas.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("not on the class path: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /** What a schema describes. */
    public enum Kind {
        /** The value of a request event. */
        REQUEST_EVENT,
        /** The value of a result. */
        RESULT_LINE,
        /** The value of a status event. */
        STATUS_EVENT,
        /** The headers of a dead letter, as an object of texts. */
        DEAD_LETTER_HEADERS,
        /** Every header that Batchline sets or reads, as an object of texts. */
        HEADERS,
        /** The value of a window event. */
        WINDOW,
        /** The value of a part of a manifest, before gzip. */
        MANIFEST_CHUNK,
        /** The value of a lease. */
        LEASE,
        /** The value of a join event. */
        JOIN_EVENT,
        /** The value of a command. */
        COMMAND,
        /** The value of a ledger event. */
        LEDGER_EVENT,
        /** The value of a lane status. */
        LANE_STATUS,
        /** The value of a replay mark. */
        REPLAY_MARK;

        /** The name in the file and in the id, such as {@code status-event}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The {@code $id} of the schema. */
        public String id() {
            return "urn:batchline:schema:" + word() + ":1";
        }

        /** The name of the file beside this class. */
        public String fileName() {
            return word() + ".schema.json";
        }
    }
}
