package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model is not kinder than Kafka: a script gets the same answers and leaves the same records on both. */
class ModelAgreesWithKafkaIT {
    private static final Map<String, BiConsumer<ScriptedKafka, List<String>>> SCRIPTS = new LinkedHashMap<>();

    static {
        SCRIPTS.put("aborted", ModelAgreesWithKafkaIT::aborted);
        SCRIPTS.put("fenced-by-id", ModelAgreesWithKafkaIT::fencedById);
        SCRIPTS.put("fenced-by-group", ModelAgreesWithKafkaIT::fencedByGroup);
        SCRIPTS.put("not-fenced-without-offsets", ModelAgreesWithKafkaIT::notFencedWithoutOffsets);
        SCRIPTS.put("fenced-by-time", ModelAgreesWithKafkaIT::fencedByTime);
        SCRIPTS.put("open-holds-back", ModelAgreesWithKafkaIT::openHoldsBack);
        SCRIPTS.put("commit-carried-out-unheard", ModelAgreesWithKafkaIT::commitCarriedOutUnheard);
        SCRIPTS.put("commit-never-arrived", ModelAgreesWithKafkaIT::commitNeverArrived);
        SCRIPTS.put("offsets-with-transaction", ModelAgreesWithKafkaIT::offsetsWithTransaction);
        SCRIPTS.put("purged", ModelAgreesWithKafkaIT::purged);
        SCRIPTS.put("purged-beyond-open", ModelAgreesWithKafkaIT::purgedBeyondOpen);
    }

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static Stream<String> scripts() {
        return SCRIPTS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void sameAnswersAndRecords(String name) {
        List<String> onModel = new ArrayList<>();
        List<String> onBroker = new ArrayList<>();
        try (ScriptedKafka model = new ScriptedModel();
                ScriptedKafka real = new ScriptedBroker(broker, name)) {
            SCRIPTS.get(name).accept(model, onModel);
            SCRIPTS.get(name).accept(real, onBroker);
        }
        assertThat(onModel).isNotEmpty().isEqualTo(onBroker);
    }

    private static void aborted(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.abort("a");
        seen.add(kafka.send("a", "two"));
        seen.add(kafka.commit("a"));
        seen.addAll(kafka.read(0));
    }

    private static void fencedById(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.begin("b", "id");
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.commit("b"));
        seen.add(kafka.commit("a"));
        seen.addAll(kafka.read(0));
    }

    private static void fencedByGroup(ScriptedKafka kafka, List<String> seen) {
        kafka.join("m");
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.expel("m");
        kafka.join("n");
        seen.add(kafka.offset("a", "m", 5));
        kafka.abort("a");
        kafka.begin("b", "other");
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.offset("b", "n", 7));
        seen.add(kafka.commit("b"));
        seen.addAll(kafka.read(0));
        seen.add(kafka.committed());
    }

    private static void notFencedWithoutOffsets(ScriptedKafka kafka, List<String> seen) {
        kafka.join("m");
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.expel("m");
        kafka.join("n");
        seen.add(kafka.commit("a"));
        seen.addAll(kafka.read(0));
    }

    private static void fencedByTime(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.passTimeout();
        seen.add(kafka.commit("a"));
        kafka.begin("b", "id");
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.commit("b"));
        seen.addAll(kafka.read(0));
    }

    private static void openHoldsBack(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        kafka.begin("b", "other");
        seen.add(kafka.send("a", "one"));
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.commit("b"));
        seen.addAll(kafka.read(0));
        seen.add("then");
        seen.add(kafka.commit("a"));
        seen.addAll(kafka.read(0));
    }

    private static void commitCarriedOutUnheard(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        seen.add(kafka.commit("a"));
        kafka.vanish("a");
        kafka.begin("b", "id");
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.commit("b"));
        seen.addAll(kafka.read(0));
    }

    private static void commitNeverArrived(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        seen.add(kafka.send("a", "one"));
        kafka.vanish("a");
        kafka.begin("b", "id");
        seen.add(kafka.send("b", "two"));
        seen.add(kafka.commit("b"));
        seen.addAll(kafka.read(0));
    }

    private static void offsetsWithTransaction(ScriptedKafka kafka, List<String> seen) {
        kafka.join("m");
        kafka.begin("a", "id");
        seen.add(kafka.committed());
        seen.add(kafka.offset("a", "m", 3));
        seen.add(kafka.committed());
        kafka.abort("a");
        seen.add(kafka.committed());
        seen.add(kafka.offset("a", "m", 4));
        seen.add(kafka.commit("a"));
        seen.add(kafka.committed());
    }

    private static void purged(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        for (String value : List.of("one", "two", "three")) {
            seen.add(kafka.send("a", value));
            seen.add(kafka.commit("a"));
        }
        seen.add(kafka.purge(2));
        seen.addAll(kafka.read(0));
        seen.addAll(kafka.read(2));
    }

    private static void purgedBeyondOpen(ScriptedKafka kafka, List<String> seen) {
        kafka.begin("a", "id");
        for (String value : List.of("one", "two", "three")) {
            seen.add(kafka.send("a", value));
        }
        seen.add(kafka.purge(4));
        seen.add(kafka.purge(2));
        seen.addAll(kafka.read(0));
        seen.addAll(kafka.read(2));
        seen.add("then");
        seen.add(kafka.commit("a"));
        seen.addAll(kafka.read(2));
        seen.add(kafka.purge(4));
        seen.addAll(kafka.read(4));
        seen.add(kafka.purge(99));
        seen.addAll(kafka.read(4));
    }
}
