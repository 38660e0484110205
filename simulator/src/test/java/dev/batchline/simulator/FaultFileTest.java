package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fault file says everything that the records say, and a wrong one says where it is wrong. */
class FaultFileTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern EXAMPLE = Pattern.compile("`(\\{\"fault\":.*?})`(?= |\\||$)", Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void thePageHasAnExampleOfEveryFaultThatParsesAndIsWrittenBack() throws IOException {
        Matcher examples = EXAMPLE.matcher(Files.readString(README));
        Set<String> kinds = new HashSet<>();
        while (examples.find()) {
            Faults parsed = Played.parse(examples.group(1));
            assertThat(FaultFile.parse("again", FaultFile.write(parsed))).isEqualTo(parsed);
            kinds.add(FaultFile.kind(parsed.all().getFirst().getClass()));
        }
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(FaultFile.kinds());
    }

    @Test
    void thePagesWholeFileParses() throws IOException {
        Matcher files = FILE.matcher(Files.readString(README));
        assertThat(files.find()).isTrue();
        Path file = Files.writeString(directory.resolve("faults.json"), files.group(1));
        assertThat(FaultFile.read(file).all()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{'fault':'fail_line','share':1,'status':500} # line 2, faults[0] # fail_line",
                "{'fault':'fail_lines','share':1.5,'status':500} # line 2, faults[0] # share lies between 0 and 1",
                "{'fault':'fail_lines','share':'1','status':500} # line 2, faults[0].share # String",
                "{'fault':'fail_lines','status':500} # line 2, faults[0].share # Missing required",
                "{'fault':'fail_lines','share':1,'status':200} # line 2, faults[0] # status of a failing line",
                "{'fault':'fail_lines','share':1,'stat':500} # line 2, faults[0].stat # stat",
                "{'fault':'stick_batch','status':'asleep'} # line 2, faults[0].status # asleep",
                "{'fault':'lose_batch','after_seconds':'3s'} # line 2, faults[0].after_seconds # number of seconds",
                "{'fault':'never_expire','batches':{'share':0}} # line 2, faults[0].batches # share lies above 0",
                "{'fault':'never_expire','batches':{'nht':1}} # line 2, faults[0].batches.nht # nht",
                "{'fault':'refuse_calls','route':'GET /v1/f','status':500} # line 2, faults[0] # route is * or",
                "{'fault':'rename_status','words':{'done':'x'}} # line 2, faults[0] # words name one of",
                "{'fault':'never_expire'}, # line 3 # ]",
                "{'fault':'never_expire' # line 3 # ]"
            })
    void namesTheLineAndTheFieldOfAMistake(String fault, String place, String reason) {
        String json = "{\"faults\": [\n" + fault.replace('\'', '"') + "\n]}";
        assertThatThrownBy(() -> FaultFile.parse("faults.json", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FaultFileException.class)
                .hasMessageStartingWith("faults.json " + place)
                .hasMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void saysThatAFileIsNotThere() {
        assertThatThrownBy(() -> FaultFile.read(directory.resolve("none.json")))
                .isInstanceOf(FaultFileException.class)
                .hasMessageContaining("none.json");
    }

    @Test
    void switchesFaultsOfARunningSimulator() {
        try (Played played = Played.faults("{\"fault\":\"never_expire\"}")) {
            assertThat(RawClient.json(played.client().get("/_simulator/faults"))
                            .at("/faults/0/fault")
                            .asText())
                    .isEqualTo("never_expire");
            assertThat(played.run(2).path("status").asText()).isEqualTo("completed");

            String script = "{\"faults\":[{\"fault\":\"fail_batch\",\"code\":\"empty_file\",\"batches\":{\"nth\":1}}]}";
            HttpResponse<byte[]> set = put(played, script);
            assertThat(set.statusCode()).isEqualTo(200);
            assertThat(FaultFile.parse("reply", set.body()))
                    .isEqualTo(played.simulator().faults());
            assertThat(played.run(2).path("status").asText()).isEqualTo("failed");
            assertThat(played.run(2).path("status").asText()).isEqualTo("completed");
            assertThat(RawClient.json(played.client().get("/_simulator/log"))
                            .at("/fault_hits/0")
                            .asInt())
                    .isEqualTo(1);

            put(played, script);
            assertThat(played.run(2).path("status").asText()).isEqualTo("failed");
        }
    }

    @Test
    void refusesAWrongScriptAndKeepsTheOldOne() {
        try (Played played = Played.faults("{\"fault\":\"never_expire\"}")) {
            HttpResponse<byte[]> refused = put(played, "{\"faults\":[{\"fault\":\"nothing\"}]}");
            assertThat(refused.statusCode()).isEqualTo(400);
            JsonNode error = RawClient.json(refused).path("error");
            assertThat(error.path("message").asText()).startsWith("the body line 1, faults[0]");
            assertThat(played.simulator().faults()).isEqualTo(Played.parse("{\"fault\":\"never_expire\"}"));
        }
    }

    @Test
    void hitsBatchesThatAreThereAlreadyOnlyWhenTold() {
        try (Played played = Played.faults("")) {
            String id = played.create(2);
            put(played, "{\"faults\":[{\"fault\":\"lose_batch\"}]}");
            assertThat(played.code(id)).isEqualTo(200);
            put(played, "{\"faults\":[{\"fault\":\"lose_batch\",\"batches\":{\"existing\":true}}]}");
            assertThat(played.code(id)).isEqualTo(404);
            put(played, "{\"faults\":[]}");
            played.advance(Duration.ofMinutes(1));
            assertThat(played.status(id)).isEqualTo("completed");
        }
    }

    private static HttpResponse<byte[]> put(Played played, String json) {
        return played.client().call("PUT", "/_simulator/faults", BodyPublishers.ofString(json), request -> {});
    }
}
