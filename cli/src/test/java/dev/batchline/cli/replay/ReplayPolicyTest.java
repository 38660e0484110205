package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.batchline.cli.letters.LetterAdapter;
import dev.batchline.cli.letters.Letters;
import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a dead letter. */
class ReplayPolicyTest {
    private static final String REQUEST =
            "{\"custom_id\":\"a-1\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m1\",\"max_tokens\":5}}";

    private static final ReplayPolicy UNCHANGED = new ReplayPolicy("job-1", null, null, 1_000);

    private final ConsumerRecord<byte[], byte[]> own = Letters.own("a-1", "http_503", "true", "3");

    @Test
    void sendsTheBytesAsTheyAre() {
        Letters.put(own, "traceparent", "00-1");
        Letters.put(own, Headers.COST, "0.1");
        Letters.put(own, "kafka_dlt-original-topic", "batch.requests");

        Decision.Send send = sent(UNCHANGED.decide(letter(" " + REQUEST + "\n"), false));

        assertThat(send.value()).asString().isEqualTo(" " + REQUEST + "\n");
        assertThat(send.request().customId()).isEqualTo("a-1");
        assertThat(send.account()).isEqualTo("openai");
        assertThat(send.headers())
                .containsExactlyInAnyOrder(
                        Header.of(Headers.TENANT, "acme"),
                        Header.of(Headers.JOB, "backfill"),
                        Header.of(Headers.ACCOUNT, "openai"),
                        Header.of("traceparent", "00-1"),
                        Header.of(Headers.REPLAY, "job-1"),
                        Header.of(Headers.REPLAY_ORIGIN, "batch.requests-3-17"));
    }

    @Test
    void keepsTheFirstOriginAndTheLastReplay() {
        Letters.put(own, Headers.REPLAY, "job-0");
        Letters.put(own, Headers.REPLAY_ORIGIN, "first-0-1");

        assertThat(sent(UNCHANGED.decide(letter(REQUEST), false)).headers())
                .contains(Header.of(Headers.REPLAY, "job-1"), Header.of(Headers.REPLAY_ORIGIN, "first-0-1"))
                .extracting(Header::key)
                .doesNotHaveDuplicates();
    }

    @Test
    void sendsThroughAnotherAccount() {
        Decision.Send send = sent(new ReplayPolicy("j", "other", null, 1_000).decide(letter(REQUEST), false));

        assertThat(send.headers().stream().filter(header -> header.key().equals(Headers.ACCOUNT)))
                .containsExactly(Header.of(Headers.ACCOUNT, "other"));
    }

    @Test
    void dropsWhatOtherProgramsSayOfTheirDeadLetters() {
        ConsumerRecord<byte[], byte[]> foreign = Letters.record(new byte[0], 0);
        for (String name : List.of(
                "kafka_dlt-exception-message", "__connect.errors.stage", "__streams.errors.stacktrace", "mine")) {
            Letters.put(foreign, name, "x");
        }
        Letters.put(foreign, "__connect.errors.topic", "orders");
        Letters.put(foreign, "__connect.errors.partition", "5");
        Letters.put(foreign, "__connect.errors.offset", "6");
        Letters.put(foreign, Headers.TENANT, "acme");

        assertThat(sent(UNCHANGED.decide(letter(foreign, REQUEST), false)).headers())
                .containsExactlyInAnyOrder(
                        Header.of("mine", "x"),
                        Header.of(Headers.TENANT, "acme"),
                        Header.of(Headers.REPLAY, "job-1"),
                        Header.of(Headers.REPLAY_ORIGIN, "orders-5-6"));
    }

    @Test
    void leavesWhatWasSentBefore() {
        assertThat(UNCHANGED.decide(letter(REQUEST), true)).isInstanceOf(Decision.Skip.class);
    }

    @Test
    void cannotSendWhatIsNoRequest() {
        assertThat(UNCHANGED.decide(letter((String) null), false)).isEqualTo(new Decision.Cannot("it has no value"));
        assertThat(UNCHANGED.decide(letter("{"), false))
                .isEqualTo(new Decision.Cannot("it cannot be read (invalid_json)"));
        Letters.put(own, Headers.VALUE_OMITTED, "true");
        assertThat(UNCHANGED.decide(letter((String) null), false))
                .isEqualTo(new Decision.Cannot("its value was too large to be kept"));
    }

    @Test
    void cannotSendWhatIsLargerThanARequestMayBe() {
        String large = REQUEST.replace("\"max_tokens\":5", "\"user\":\"" + "x".repeat(1_000) + "\"");
        Decision cannot = new Decision.Cannot("it has " + large.length() + " bytes, request.max.bytes is 1000");

        assertThat(UNCHANGED.decide(letter(large), false)).isEqualTo(cannot);
        assertThat(UNCHANGED.decide(letter("x".repeat(1_001)), false))
                .isEqualTo(new Decision.Cannot("it has 1001 bytes, request.max.bytes is 1000"));
        assertThat(patched("{\"body\":{\"model\":\"m2\"}}").decide(letter(large), false))
                .isEqualTo(cannot);
        assertThat(patched("{\"body\":{\"user\":null}}").decide(letter(large), false))
                .isInstanceOf(Decision.Send.class);
        assertThat(UNCHANGED.decide(letter(REQUEST + " ".repeat(1_000 - REQUEST.length())), false))
                .isInstanceOf(Decision.Send.class);
    }

    @Test
    void cannotSendMoreHeadersThanAreCarried() {
        Letters.put(own, "large", "x".repeat(Headers.CARRIED_MAX_BYTES - 100));

        assertThat(UNCHANGED.decide(letter(REQUEST), false)).isInstanceOf(Decision.Cannot.class);
    }

    @Test
    void changesTheRequest() {
        Decision.Send send = sent(patched("{\"body\":{\"model\":\"m2\"}}").decide(letter(REQUEST), false));

        assertThat(send.request().model()).isEqualTo("m2");
        assertThat(send.value()).asString().isEqualTo(REQUEST.replace("m1", "m2"));
    }

    @Test
    void mendsByThePatchWhatWasNoRequest() {
        String without = "{\"custom_id\":\"a-1\",\"body\":{\"model\":\"m1\"}}";

        assertThat(UNCHANGED.decide(letter(without), false)).isInstanceOf(Decision.Cannot.class);
        assertThat(patched("{\"url\":\"/v1/responses\"}").decide(letter(without), false))
                .isInstanceOf(Decision.Send.class);
        assertThat(patched("{\"method\":\"POST\"}").decide(letter(without), false))
                .isInstanceOf(Decision.Cannot.class);
    }

    @Test
    void saysThatThePatchSpoilsARequest() {
        assertThat(patched("{\"url\":null}").decide(letter(REQUEST), false)).isInstanceOf(Decision.Spoiled.class);
        assertThat(patched("{\"body\":{\"x\":\"" + "x".repeat(1_000) + "\"}}").decide(letter(REQUEST), false))
                .isInstanceOf(Decision.Spoiled.class);
        assertThat(patched("{\"body\":{\"x\":1}}")
                        .decide(letter(REQUEST.replace("{\"model", "{\"x\":1,\"x\":2,\"model")), false))
                .isInstanceOf(Decision.Spoiled.class);
    }

    private static ReplayPolicy patched(String json) {
        return new ReplayPolicy("j", null, MergePatch.parse(json.getBytes(StandardCharsets.UTF_8)), 1_000);
    }

    private static Decision.Send sent(Decision decision) {
        return assertThat(decision).asInstanceOf(type(Decision.Send.class)).actual();
    }

    private Letter letter(@Nullable String value) {
        return letter(own, value);
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record, @Nullable String value) {
        return new Letter(
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                KafkaHeaders.read(record.headers()),
                LetterAdapter.read(record));
    }
}
