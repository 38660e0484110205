package dev.batchline.cli.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.RequestEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How many tokens a request has and asks for. "hello world" has two, and so has "a b". */
class PromptReaderTest {
    private static final TokenCounter COUNTER = new TokenCounter();

    private final PromptReader reader = new PromptReader(COUNTER);

    /**
     * The example of OpenAI's cookbook on counting tokens; 129 is what the API said for gpt-3.5-turbo and gpt-4, and
     * 124 for gpt-4o.
     */
    @Test
    void countsAChatAsTheCookbookDoes() {
        String messages = """
                "messages":[{"role":"system","content":"You are a helpful, pattern-following assistant that translates \
                corporate jargon into plain English."},
                {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
                {"role":"system","name":"example_assistant","content":"Things working well together will increase \
                revenue."},
                {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to \
                touch base on opportunities for increased leverage."},
                {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how \
                to do better."},
                {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client \
                deliverable."}]""";
        assertThat(chat("\"model\":\"gpt-4-0613\"," + messages).input()).isEqualTo(129);
        assertThat(chat("\"model\":\"gpt-4o\"," + messages).input()).isEqualTo(124);
    }

    @Test
    void takesTheMaximumOfAChatForItsAnswer() {
        assertThat(chat("\"model\":\"gpt-4o\",\"messages\":[],\"max_tokens\":50"))
                .isEqualTo(new PromptSize(3, 1, 50, false));
        assertThat(chat("\"model\":\"o3\",\"messages\":[],\"max_completion_tokens\":70,\"max_tokens\":50,\"n\":3")
                        .output(0))
                .isEqualTo(210);
        PromptSize without = chat("\"model\":\"gpt-4o\",\"messages\":[],\"max_tokens\":null");
        assertThat(without.unbounded()).isTrue();
        assertThat(without.output(0)).isZero();
        assertThat(without.output(20)).isEqualTo(20);
    }

    @Test
    void takesWhatIsExpectedUnlessTheRequestAllowsLess() {
        PromptSize size = chat("\"model\":\"gpt-4o\",\"messages\":[],\"max_tokens\":50");
        assertThat(size.output(20)).isEqualTo(20);
        assertThat(size.output(80)).isEqualTo(50);
    }

    @Test
    void countsToolsAndSchemasAndSaysThatItCannotSeeImages() {
        PromptSize plain = chat("\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello world\"}]");
        assertThat(plain).isEqualTo(new PromptSize(3 + 1 + 2 + 3, 1, PromptSize.NO_MAXIMUM, false));
        PromptSize parts = chat("\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"hello world\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]");
        assertThat(parts.input()).isEqualTo(plain.input());
        assertThat(parts.unseen()).isTrue();
        assertThat(chat("\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello world\"}],"
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]")
                        .input())
                .isGreaterThan(plain.input() + 5);
    }

    @Test
    void countsInstructionsAndItemsOfAResponse() {
        PromptSize text =
                read("/v1/responses", "\"model\":\"gpt-4o\",\"input\":\"hello world\",\"max_output_tokens\":9");
        assertThat(text).isEqualTo(new PromptSize(3 + 1 + 2 + 3, 1, 9, false));
        assertThat(read(
                                "/v1/responses",
                                "\"model\":\"gpt-4o\",\"input\":[{\"role\":\"user\",\"content\":"
                                        + "[{\"type\":\"input_text\",\"text\":\"hello world\"}]}]")
                        .input())
                .isEqualTo(text.input());
        assertThat(read("/v1/responses", "\"model\":\"gpt-4o\",\"instructions\":\"a b\",\"input\":\"hello world\"")
                        .input())
                .isEqualTo(text.input() + 3 + 1 + 2);
        assertThat(read("/v1/responses", "\"model\":\"gpt-4o\",\"input\":\"a\",\"previous_response_id\":\"resp_1\"")
                        .unseen())
                .isTrue();
        assertThat(read("/v1/responses", "\"model\":\"gpt-4o\",\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"}]")
                        .unseen())
                .isTrue();
    }

    @Test
    void countsTextsAndTokenNumbersOfEmbeddingsAndNothingElse() {
        assertThat(embed("\"a b\"")).isEqualTo(new PromptSize(2, 1, 0, false));
        assertThat(embed("[\"a b\",\"hello world\"]").input()).isEqualTo(4);
        assertThat(embed("[1,2,3]").input()).isEqualTo(3);
        assertThat(embed("[[1,2,3],[4]]").input()).isEqualTo(4);
        assertThat(embed("[]").input()).isZero();
    }

    @Test
    void countsEachPromptOfACompletionWithItsDefaultMaximum() {
        assertThat(read("/v1/completions", "\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":[\"a b\",\"a b\"]"))
                .isEqualTo(new PromptSize(4, 2, 16, false));
        assertThat(read(
                                "/v1/completions",
                                "\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":[5,6],\"max_tokens\":7,\"best_of\":2")
                        .output(0))
                .isEqualTo(14);
    }

    @Test
    void survivesWhateverStandsInABody() {
        for (String odd : new String[] {"null", "{}", "[null,[[]],{\"content\":{}}]", "5", "\"\\ud800\"", "true"}) {
            assertThat(chat("\"model\":\"m\",\"messages\":" + odd + ",\"tools\":" + odd + ",\"n\":" + odd)
                            .input())
                    .isNotNegative();
            assertThat(read("/v1/responses", "\"model\":\"m\",\"input\":" + odd + ",\"instructions\":" + odd)
                            .input())
                    .isNotNegative();
            assertThat(embed(odd).input()).isNotNegative();
        }
        assertThat(chat("\"model\":\"m\",\"messages\":[],\"max_tokens\":99999999999999999999,\"n\":2147483647")
                        .output(0))
                .isNotNegative();
    }

    private PromptSize chat(String body) {
        return read("/v1/chat/completions", body);
    }

    private PromptSize embed(String input) {
        return read("/v1/embeddings", "\"model\":\"text-embedding-3-small\",\"input\":" + input);
    }

    private PromptSize read(String url, String body) {
        String line = "{\"custom_id\":\"a\",\"url\":\"" + url + "\",\"body\":{" + body + "}}";
        return reader.read((RequestEvent) RequestEvent.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
}
