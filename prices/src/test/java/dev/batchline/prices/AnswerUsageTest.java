package dev.batchline.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many tokens an answer tells, in the shapes of the providers. */
class AnswerUsageTest {
    @Test
    void chatCompletion() {
        assertThat(usage("{'id':'c','choices':[{'message':{'content':'usage'}}],'usage':{'prompt_tokens':100,"
                        + "'completion_tokens':40,'total_tokens':140,'prompt_tokens_details':{'cached_tokens':64,"
                        + "'audio_tokens':0},'completion_tokens_details':{'reasoning_tokens':30}}}"))
                .contains(new TokenUse(100, 64, 0, 0, 40, 30));
    }

    @Test
    void response() {
        assertThat(usage("{'usage':{'input_tokens':100,'input_tokens_details':{'cached_tokens':7},"
                        + "'output_tokens':40,'output_tokens_details':{'reasoning_tokens':5},'total_tokens':140}}"))
                .contains(new TokenUse(100, 7, 0, 0, 40, 5));
    }

    @Test
    void embedding() {
        assertThat(usage("{'data':[{'embedding':[0.1]}],'usage':{'prompt_tokens':9,'total_tokens':9}}"))
                .contains(TokenUse.of(9, 0));
    }

    /** The input of these does not hold what was read from the cache or written to it. */
    @Test
    void message() {
        assertThat(usage("{'usage':{'input_tokens':10,'cache_creation_input_tokens':30,'cache_read_input_tokens':20,"
                        + "'cache_creation':{'ephemeral_5m_input_tokens':18,'ephemeral_1h_input_tokens':12},"
                        + "'output_tokens':5,'service_tier':'batch'}}"))
                .contains(new TokenUse(60, 20, 18, 12, 5, 0));
    }

    /** Thoughts are not among the candidates' tokens and are billed as output. */
    @Test
    void generatedContent() {
        assertThat(usage("{'candidates':[],'usageMetadata':{'promptTokenCount':50,'cachedContentTokenCount':20,"
                        + "'candidatesTokenCount':8,'thoughtsTokenCount':100,'totalTokenCount':158}}"))
                .contains(new TokenUse(50, 20, 0, 0, 108, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "no JSON",
                "{}",
                "{'usage':null}",
                "{'usage':7}",
                "{'usage':{}}",
                "{'usage':{'prompt_tokens':'7'}}",
                "{'usage':{'total_tokens':7}}",
                "{'usage':{'prompt_tokens':-7}}",
                "{'usageMetadata':{}}",
                "{'output':{'usage':{'prompt_tokens':7}}}"
            })
    void tellsNothing(String body) {
        assertThat(usage(body)).isEmpty();
    }

    @Test
    void namesTheModelThatAnsweredWhereverItStands() {
        TokenUse use = TokenUse.of(7, 0);
        assertThat(told("{'usage':{'prompt_tokens':7},'x':{'model':'no'},'model':'m'}"))
                .contains(new AnswerUsage.Told(use, "m"));
        assertThat(told("{'model':'m','usage':{'prompt_tokens':7}}")).contains(new AnswerUsage.Told(use, "m"));
        assertThat(told("{'modelVersion':'m','usageMetadata':{'promptTokenCount':7}}"))
                .contains(new AnswerUsage.Told(use, "m"));
        assertThat(told("{'model':null,'usage':{'prompt_tokens':7}}")).contains(new AnswerUsage.Told(use, null));
    }

    private static Optional<TokenUse> usage(String body) {
        return told(body).map(AnswerUsage.Told::use);
    }

    private static Optional<AnswerUsage.Told> told(String body) {
        return AnswerUsage.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
