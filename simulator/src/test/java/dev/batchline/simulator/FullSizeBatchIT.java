package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest batch that the provider takes, in a heap smaller than its input file. */
class FullSizeBatchIT {

    private static final int LINES = 50_000;
    private static final int TEXT_LENGTH = 3_810;

    @TempDir
    Path directory;

    @Test
    void carriesFiftyThousandLinesAndTwoHundredMegabytes() throws Exception {
        Path input = writeInput();
        assertThat(Files.size(input)).isBetween(195_000_000L, 200_000_000L);
        assertThat(Runtime.getRuntime().maxMemory()).isLessThan(Files.size(input));

        try (Simulator simulator =
                        Simulator.start(SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), 1))
                                .phases(Phases.immediate())
                                .dataDirectory(directory)
                                .build());
                RawClient client = new RawClient(simulator)) {
            String batch = client.create(upload(simulator, input));
            JsonNode ended = await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> client.batch(batch),
                            json -> json.path("output_file_id").isTextual());
            assertThat(ended.path("status").asText()).isEqualTo("completed");
            assertThat(ended.path("request_counts").path("completed").asInt()).isEqualTo(LINES);

            Path output = download(simulator, ended.path("output_file_id").asText());
            assertThat(customIds(output).cardinality()).isEqualTo(LINES);
            assertThat(simulator.log().totalBilled()).isEqualTo(LINES);
            assertThat(simulator.log().countBodiesExecutedMoreThanOnce()).isZero();
        }
    }

    private Path writeInput() throws IOException {
        Path input = directory.resolve("input.jsonl");
        String filler = "Lorem ipsum dolor sit amet, consectetur. ".repeat(100).substring(0, TEXT_LENGTH);
        try (BufferedWriter out = Files.newBufferedWriter(input)) {
            for (int i = 0; i < LINES; i++) {
                String text = "Text " + (LINES + i) + ". " + filler;
                out.write(
                        RequestLines.line("item-" + i, RequestLines.CHAT, RequestLines.chatBody("gpt-4.1-mini", text)));
                out.write('\n');
            }
        }
        return input;
    }

    private static String upload(Simulator simulator, Path input) throws Exception {
        HttpRequest.BodyPublisher form = BodyPublishers.concat(
                BodyPublishers.ofString(
                        "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                                + "Content-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n"),
                BodyPublishers.ofFile(input),
                BodyPublishers.ofString("\r\n--b--\r\n"));
        HttpRequest request = RawClient.authorised(
                        HttpRequest.newBuilder(simulator.baseUrl().resolve("/v1/files")))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(form)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode file = Json.MAPPER.readTree(
                    http.send(request, BodyHandlers.ofString()).body());
            assertThat(file.path("bytes").asLong()).isEqualTo(Files.size(input));
            return file.path("id").asText();
        }
    }

    private Path download(Simulator simulator, String fileId) throws Exception {
        HttpRequest request = RawClient.authorised(
                        HttpRequest.newBuilder(simulator.baseUrl().resolve("/v1/files/" + fileId + "/content")))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofFile(directory.resolve("output.jsonl")))
                    .body();
        }
    }

    private static BitSet customIds(Path output) throws IOException {
        BitSet seen = new BitSet(LINES);
        try (BufferedReader lines = Files.newBufferedReader(output)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = Json.MAPPER.readTree(line);
                seen.set(Integer.parseInt(json.path("custom_id").asText().substring("item-".length())));
            }
        }
        return seen;
    }
}
