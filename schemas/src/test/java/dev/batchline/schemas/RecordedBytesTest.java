package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an older version of the program wrote to the topics is read, and what a newer one may add is passed over. */
class RecordedBytesTest {
    private static final String WRITE = "batchline.recorded.write";
    private static final String FILE = "/recorded/ed674a5.tsv";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Map<String, JsonCodec<?>> CODECS = Map.of(
            "windows", JsonCodec.WINDOW,
            "joins", JsonCodec.JOIN,
            "status", JsonCodec.STATUS,
            "commands", JsonCodec.COMMAND,
            "leases", JsonCodec.LEASE,
            "ledger", JsonCodec.LEDGER,
            "replays", JsonCodec.REPLAY,
            "manifests", new JsonCodec<>(ManifestChunk.class, ManifestChunk.FORMAT));

    @Test
    void areOfEveryKindAndState() {
        assertThat(recorded().map(Recorded::topic)).containsAll(CODECS.keySet());
        assertThat(states("windows", bytes -> JsonCodec.WINDOW.decode(bytes).state()))
                .containsExactlyInAnyOrder(WindowState.class.getPermittedSubclasses());
        assertThat(states("joins", bytes -> JsonCodec.JOIN.decode(bytes).state()))
                .containsExactlyInAnyOrder(JoinState.class.getPermittedSubclasses());
    }

    private static Set<Class<?>> states(String topic, Function<byte[], Object> state) {
        return recorded()
                .filter(value -> value.topic().equals(topic))
                .map(value -> state.apply(value.bytes()).getClass())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void losesNothingOfWhatAnOlderVersionWrote(Recorded value) throws IOException {
        JsonNode again = JSON.readTree(encodeAgain(CODECS.get(value.topic()), value.bytes()));

        assertThat(missing("", JSON.readTree(value.bytes()), again)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void passesOverWhatANewerVersionAdds(Recorded value) throws IOException {
        JsonCodec<?> codec = CODECS.get(value.topic());
        JsonNode more = JSON.readTree(value.bytes());
        add(more);

        assertThat((Object) codec.decode(JSON.writeValueAsBytes(more))).isEqualTo(codec.decode(value.bytes()));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void refusesANewerFormat(Recorded value) throws IOException {
        ObjectNode newer = (ObjectNode) JSON.readTree(value.bytes());
        if (newer.has("v")) {
            newer.put("v", newer.path("v").asInt() + 1);

            assertThatThrownBy(() -> CODECS.get(value.topic()).decode(JSON.writeValueAsBytes(newer)))
                    .isInstanceOf(NewerFormatException.class);
        } else {
            assertThat(value.topic())
                    .as("a public topic, whose fields are only added to")
                    .isEqualTo("status");
        }
    }

    /** Keeps what this version writes, of a random value of every kind and state. */
    @Test
    @EnabledIfSystemProperty(named = WRITE, matches = ".+")
    void write() throws IOException {
        RandomRecords random = new RandomRecords(20_261_121);
        Map<String, List<byte[]>> values = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            write(values, random);
        }
        List<String> lines = new ArrayList<>();
        values.forEach((topic, bytes) ->
                bytes.forEach(value -> lines.add(topic + "\t" + new String(value, StandardCharsets.UTF_8))));
        Files.write(Path.of(System.getProperty(WRITE)), lines);
    }

    private static void write(Map<String, List<byte[]>> values, RandomRecords random) {
        for (WindowState state : random.windowStates()) {
            write(values, "windows", JsonCodec.WINDOW.encode(random.window(state)));
        }
        for (JoinState state : random.joinStates()) {
            JoinEvent event = JoinEvent.of(random.windowId(), state, random.instant());
            write(values, "joins", JsonCodec.JOIN.encode(event));
        }
        for (BatchStatus status : BatchStatus.values()) {
            write(values, "status", JsonCodec.STATUS.encode(random.statusEvent(status)));
        }
        for (Command.Action action : Command.Action.values()) {
            write(values, "commands", JsonCodec.COMMAND.encode(Command.of(action, random.instant())));
        }
        Command cancel = Command.cancelBatch(random.text(), random.text(), random.text(), random.instant());
        write(values, "commands", JsonCodec.COMMAND.encode(cancel));
        Command some = Command.cancelItems(random.selection(), random.text(), random.instant());
        write(values, "commands", JsonCodec.COMMAND.encode(some));
        write(values, "leases", JsonCodec.LEASE.encode(Lease.of(random.text(), random.instant())));
        write(values, "ledger", JsonCodec.LEDGER.encode(random.ledgerEvent()));
        ReplayMark mark = new ReplayMark(ReplayMark.FORMAT, random.text(), random.instant());
        write(values, "replays", JsonCodec.REPLAY.encode(mark));
        List<ManifestItem> items =
                IntStream.range(0, 3).mapToObj(random::manifestItem).toList();
        ManifestChunk chunk = new ManifestChunk(ManifestChunk.FORMAT, random.windowId(), 0, 1, items);
        write(values, "manifests", ManifestCodec.unzip(ManifestCodec.encode(chunk)));
    }

    private static void write(Map<String, List<byte[]>> values, String topic, byte[] value) {
        values.computeIfAbsent(topic, unused -> new ArrayList<>()).add(value);
    }

    static Stream<Recorded> recorded() {
        try (InputStream in = RecordedBytesTest.class.getResourceAsStream(FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.split("\t", 2))
                            .map(cells -> new Recorded(cells[0], cells[1].getBytes(StandardCharsets.UTF_8)))
                            .toList()
                            .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> byte[] encodeAgain(JsonCodec<T> codec, byte[] bytes) {
        return codec.encode(codec.decode(bytes));
    }

    /** The fields that are not there any more, or with another value. */
    private static List<String> missing(String path, JsonNode before, JsonNode now) {
        List<String> missing = new ArrayList<>();
        if (before.isObject()) {
            before.properties()
                    .forEach(field -> missing.addAll(
                            missing(path + "/" + field.getKey(), field.getValue(), now.path(field.getKey()))));
        } else if (before.isArray()) {
            for (int i = 0; i < before.size(); i++) {
                missing.addAll(missing(path + "/" + i, before.get(i), now.path(i)));
            }
        } else if (!before.equals(now)) {
            missing.add(path + ": " + before + ", now " + now);
        }
        return missing;
    }

    private static void add(JsonNode node) {
        node.forEach(RecordedBytesTest::add);
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            object.put("added_by_a_newer_version", 7);
        }
    }

    /**
     * A value that was written.
     *
     * @param topic its topic's name without prefix
     * @param bytes its JSON
     */
    record Recorded(String topic, byte[] bytes) {
        @Override
        public String toString() {
            return topic + " " + new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
