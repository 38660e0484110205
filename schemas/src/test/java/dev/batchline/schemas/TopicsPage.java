package dev.batchline.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page of topics and headers for people, written from the catalogue and the header schema. */
final class TopicsPage {
    /** The largest request that the sizes on the page are for: the default of {@code request.max.bytes}. */
    private static final int REQUEST_MAX_BYTES = 8 * 1024 * 1024;

    private final StringBuilder page = new StringBuilder();

    private TopicsPage() {}

    static String text() {
        TopicsPage topics = new TopicsPage();
        topics.introduction();
        for (Topic topic : Topic.values()) {
            topics.section(topic);
        }
        topics.headers();
        return topics.page.toString();
    }

    private void introduction() {
        page.append("""
                # Topics

                <!-- Written from the topic catalogue and the header schema. To write it anew:
                     mvn -pl schemas test -Dtest=TopicsPageTest -Ddocs.write=true -->

                Every name begins with the setting `topic.prefix`, here `batch.`. Public topics are a contract: fields
                and headers may be added, none changes its meaning. Internal topics are for the services alone. *As
                lanes* means: as many partitions as `batch.lanes`, which cannot change; all that concerns a window is in
                the partition that its id names. *Any* means: any number, by the hash of the key as Kafka's own clients
                compute it. Sizes are those for `request.max.bytes` = 8 MiB.

                | topic | audience | key | value |
                |---|---|---|---|
                """);
        for (Topic topic : Topic.values()) {
            String name = topic.name("batch.");
            page.append("| [`%s`](#%s) | %s | %s | %s |\n"
                    .formatted(name, name.replace(".", ""), audience(topic), topic.key(), topic.value()));
        }
    }

    private void section(Topic topic) {
        page.append("\n## %s\n\n| | |\n|---|---|\n".formatted(topic.name("batch.")));
        row("key", topic.key());
        row("value", topic.value());
        schema(topic).ifPresent(file -> row("schema", file));
        row("partitions", topic.partitionedLikeLanes() ? "as lanes" : "any");
        row("policy", "`" + topic.cleanup() + "`");
        row("retention", retention(topic));
        row("largest record", mebibytes(topic.maxMessageBytes(REQUEST_MAX_BYTES)));
        row("written by", String.join(", ", topic.writers()));
        row("read by", String.join(", ", topic.readers()));
        row("audience", audience(topic));
        row("created with", config(topic));
    }

    private void headers() {
        JsonNode properties = SchemaFiles.tree(Schemas.Kind.HEADERS).path("properties");
        page.append("""

                ## Headers

                Values are UTF-8 text unless the form says otherwise. All other headers of a request are carried to its
                outcome byte for byte, up to 16 KiB together.

                | header | found on | form | meaning |
                |---|---|---|---|
                """);
        properties
                .properties()
                .forEach(header -> page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                header.getKey(),
                                String.join(", ", texts(header.getValue().path("x-found-on"))),
                                form(header.getValue()),
                                escaped(header.getValue().path("description").asText()))));
    }

    private void row(String name, String value) {
        page.append("| ").append(name).append(" | ").append(escaped(value)).append(" |\n");
    }

    private static Optional<String> schema(Topic topic) {
        Optional<Schemas.Kind> kind =
                topic == Topic.DEAD_LETTERS ? Optional.of(Schemas.Kind.DEAD_LETTER_HEADERS) : Schemas.of(topic);
        return kind.map(found -> "[`%s`](../schemas/src/main/resources/dev/batchline/schemas/%s)"
                .formatted(found.fileName(), found.fileName()));
    }

    private static String audience(Topic topic) {
        return topic.internal() ? "internal" : "**public**";
    }

    private static String retention(Topic topic) {
        if (topic.retention().toMillis() < Long.MAX_VALUE) {
            return topic.retention().toDays() + " days";
        }
        return topic == Topic.LANES ? "until no request in it is needed any more" : "until tombstoned";
    }

    private static String mebibytes(int bytes) {
        int kibibytes = bytes / 1024 % 1024;
        return bytes / (1024 * 1024) + " MiB" + (kibibytes == 0 ? "" : " and " + kibibytes + " KiB");
    }

    private static String config(Topic topic) {
        List<String> entries = new ArrayList<>();
        topic.config(REQUEST_MAX_BYTES).forEach((key, value) -> entries.add("`" + key + "=" + value + "`"));
        return String.join(", ", entries);
    }

    private static String form(JsonNode header) {
        if (header.has("enum")) {
            return String.join(
                    ", ",
                    texts(header.path("enum")).stream()
                            .map(word -> "`" + word + "`")
                            .toList());
        }
        if (header.has("const")) {
            return "`" + header.path("const").asText() + "`";
        }
        if (header.has("format")) {
            return "RFC 3339";
        }
        return header.path("x-encoding").asText("text");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String escaped(String cell) {
        return cell.replace("|", "\\|").replace("<", "&lt;");
    }
}
