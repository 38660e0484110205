package dev.batchline.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers follow from the request, carry the marker of the simulator, and refuse what the endpoint would refuse. */
class ComputedAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void saysTheFirstSentenceOfTheLongestParagraph() {
        JsonNode body = ok(CHAT, """
                {'model':'gpt-4.1','messages':[{'role':'system','content':'Be brief.'},
                 {'role':'user','content':'Summarise:\\n\\nLisbon is a capital. It lies on the Tagus.'}]}""");
        assertThat(text(body)).isEqualTo("Lisbon is a capital.");
        assertThat(body.path("model").asText()).isEqualTo("gpt-4.1");
        assertThat(body.path("system_fingerprint").asText()).isEqualTo("fp_simulated");
        assertThat(body.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "The country is a large African state on the coast.|Africa",
                "An old kingdom in Europe, once ruled from Asia. Europe shaped it.|Europe",
                "Nothing to see here.|Other",
            })
    void picksTheLabelWhoseWordsOccurMost(String text, String label) {
        JsonNode body = ok(
                CHAT,
                "{'model':'m','messages':[{'role':'system','content':'Answer with one of: Europe, Africa, Asia, Other."
                        + "'},{'role':'user','content':'" + text + "'}]}");
        assertThat(text(body)).isEqualTo(label);
    }

    @Test
    void findsTheChoicesInTheUserTextToo() {
        JsonNode body = ok(
                CHAT,
                "{'model':'m','messages':[{'role':'user','content':'Which is it? Reply with exactly one of the "
                        + "following labels: spam or ham. Cheap ham, buy ham!'}]}");
        assertThat(text(body)).isEqualTo("ham");
    }

    @Test
    void endsWithLengthWhenTheTokensRunOut() {
        JsonNode body = ok(CHAT, "{'model':'m','max_tokens':2,'messages':[{'role':'user','content':'äöüäöü äöü'}]}");
        assertThat(text(body)).isEqualTo("äöüä");
        assertThat(body.path("choices").path(0).path("finish_reason").asText()).isEqualTo("length");
        assertThat(body.path("usage").path("completion_tokens").asInt()).isEqualTo(2);
        assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(5);
        assertThat(body.path("usage").path("total_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void laysTheAnswerOutAlongAJsonSchema() throws JsonProcessingException {
        JsonNode body = ok(CHAT, """
                {'model':'m','messages':[{'role':'user','content':'The weather in Asia is fine.'}],
                 'response_format':{'type':'json_schema','json_schema':{'name':'x',
                  'schema':{'type':'object',
                  'properties':{'where':{'enum':['Europe','Asia']},'why':{'type':'string'},
                   'n':{'type':'integer'}}}}}}""");
        JsonNode answer = JSON.readTree(text(body));
        assertThat(answer.path("where").asText()).isEqualTo("Asia");
        assertThat(answer.path("why").asText()).isEqualTo("The weather in Asia is fine.");
        assertThat(answer.path("n").isInt()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/chat/completions|{'model':'m'}|messages|missing_required_parameter",
                "/v1/chat/completions|{'messages':[]}|messages|empty_array",
                "/v1/chat/completions|{'messages':'hi'}|messages|invalid_type",
                "/v1/chat/completions|{'messages':[{'role':'boss','content':''}]}|messages[0].role|invalid_value",
                "/v1/chat/completions|{'messages':[{'role':'user'}]}|messages[0].content|invalid_type",
                "/v1/chat/completions|{'messages':[M],'max_tokens':-5}|max_tokens|integer_below_min_value",
                "/v1/chat/completions|{'messages':[M],'max_tokens':'5'}|max_tokens|invalid_type",
                "/v1/chat/completions|{'messages':[M],'max_tokens':1.5}|max_tokens|invalid_type",
                "/v1/chat/completions|{'messages':[M],'temperature':2.5}|temperature|decimal_above_max_value",
                "/v1/chat/completions|{'messages':[M],'stream':true}|stream|invalid_value",
                "/v1/chat/completions|{'messages':[M],'colour':'red'}|colour|unknown_parameter",
                "/v1/responses|{'model':'m'}|input|missing_required_parameter",
                "/v1/responses|{'input':'x','max_output_tokens':1}|max_output_tokens|integer_below_min_value",
                "/v1/embeddings|{'input':''}|input|",
                "/v1/embeddings|{'input':'x','dimensions':4000}|dimensions|invalid_value",
                "/v1/completions|{}|prompt|missing_required_parameter",
                "/v1/moderations|{'input':7}|input|invalid_type",
            })
    void refusesInvalidBodies(String endpoint, String body, String param, String code) {
        Answer answer = ask(endpoint, body.replace("M", "{'role':'user','content':'hi'}"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.billed()).isFalse();
        assertThat(answer.usage().total()).isZero();
        JsonNode error = answer.body().path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(code);
    }

    @Test
    void answersResponses() {
        JsonNode body = ok("/v1/responses", """
                {'model':'m','instructions':'Answer with one of: yes, no.','input':[{'role':'user',
                 'content':[{'type':'input_text','text':'I say no.'}]}]}""");
        JsonNode content = body.path("output").path(0).path("content").path(0);
        assertThat(content.path("type").asText()).isEqualTo("output_text");
        assertThat(content.path("text").asText()).isEqualTo("no");
        assertThat(body.path("status").asText()).isEqualTo("completed");
        JsonNode cut = ok("/v1/responses", "{'input':'" + "long ".repeat(60) + "','max_output_tokens':16}");
        assertThat(cut.path("status").asText()).isEqualTo("incomplete");
        assertThat(cut.path("incomplete_details").path("reason").asText()).isEqualTo("max_output_tokens");
        assertThat(cut.path("usage").path("output_tokens").asInt()).isEqualTo(16);
    }

    @Test
    void answersEveryPromptOfACompletion() {
        JsonNode body = ok("/v1/completions", "{'model':'m','prompt':['One.','Two.'],'n':2}");
        assertThat(body.path("choices")).hasSize(4);
        assertThat(body.path("choices").path(2).path("text").asText()).isEqualTo("Two.");
        assertThat(body.path("choices").path(2).path("index").asInt()).isEqualTo(2);
    }

    @Test
    void embedsAsUnitVectorsThatKnowCommonWords() {
        JsonNode data = ok("/v1/embeddings", "{'model':'m','input':['the red house','the blue house','quantum']}")
                .path("data");
        assertThat(data).hasSize(3);
        double[] red = vector(data.path(0).path("embedding"));
        double[] blue = vector(data.path(1).path("embedding"));
        assertThat(red).hasSize(1536);
        assertThat(dot(red, red)).isCloseTo(1, within(1e-4));
        assertThat(dot(red, blue)).isGreaterThan(0.4);
        assertThat(dot(red, vector(data.path(2).path("embedding")))).isLessThan(0.3);
    }

    @Test
    void embedsInTheAskedForSizeAndEncoding() {
        JsonNode large = ok("/v1/embeddings", "{'model':'text-embedding-3-large','input':'x'}");
        assertThat(large.path("data").path(0).path("embedding")).hasSize(3072);
        String plain = "{'model':'m','input':'red house','dimensions':64";
        JsonNode floats = ok("/v1/embeddings", plain + "}").path("data").path(0).path("embedding");
        JsonNode packed = ok("/v1/embeddings", plain + ",'encoding_format':'base64'}")
                .path("data")
                .path(0)
                .path("embedding");
        float[] unpacked = new float[64];
        ByteBuffer.wrap(Base64.getDecoder().decode(packed.asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(unpacked);
        IntStream.range(0, 64)
                .forEach(i ->
                        assertThat(unpacked[i]).isEqualTo((float) floats.path(i).asDouble()));
    }

    @Test
    void moderatesByWords() {
        JsonNode results = ok("/v1/moderations", "{'input':['a fine day','I will kill the process']}")
                .path("results");
        assertThat(results.path(0).path("flagged").asBoolean()).isFalse();
        assertThat(results.path(1).path("flagged").asBoolean()).isTrue();
        assertThat(results.path(1).path("categories").path("violence").asBoolean())
                .isTrue();
    }

    @Test
    void countsPromptTokensAsItBillsThem() throws JsonProcessingException {
        String body = "{'messages':[{'role':'user','content':'12345'},{'role':'user','content':'1'}]}";
        assertThat(Answers.promptTokens(CHAT, parse(body)))
                .isEqualTo(3)
                .isEqualTo(ask(CHAT, body).usage().input());
    }

    private static JsonNode ok(String endpoint, String body) {
        Answer answer = ask(endpoint, body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.billed()).isTrue();
        assertThat(answer.body().path("system_fingerprint").asText()).isEqualTo("fp_simulated");
        return answer.body();
    }

    private static Answer ask(String endpoint, String body) {
        try {
            return Answers.answer(endpoint, new Asked(parse(body), "0f".repeat(16), Instant.EPOCH));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode parse(String body) throws JsonProcessingException {
        return JSON.readTree(body.replace('\'', '"'));
    }

    private static String text(JsonNode chat) {
        return chat.path("choices").path(0).path("message").path("content").asText();
    }

    private static double[] vector(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToDouble(i -> numbers.path(i).asDouble())
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
