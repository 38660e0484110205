package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.batcher.AccountGate.Call;
import dev.batchline.batcher.AccountGate.Change;
import dev.batchline.providers.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps the calls of an account back, and what lets them through again. */
class AccountGateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant PROBE = NOW.plus(Duration.ofMinutes(1));
    private static final Outcome<String> DONE = new Outcome.Success<>("");

    private final AccountGate gate = new AccountGate("main");

    @Test
    void letsEverythingThroughAtFirst() {
        assertThat(gate.enter("m", Call.CREATE, NOW)).isTrue();
        assertThat(gate.enter("m", Call.CREATE, NOW)).isTrue();
        assertThat(gate.blocked()).isZero();
    }

    @Test
    void alarmsOnceAndLetsOneCallProbe() {
        assertThat(block(Call.CREATE, "insufficient_quota")).isEqualTo(Change.BLOCKED);
        assertThat(block(Call.CREATE, "insufficient_quota")).isEqualTo(Change.NONE);
        assertThat(gate.holds("other", Call.CREATE, NOW)).hasValueSatisfying(why -> {
            assertThat(why.reason()).isEqualTo(Waiting.Reason.ACCOUNT_BLOCKED);
            assertThat(why.words()).contains("main", "429", "insufficient_quota", "Scripted.");
        });
        Instant probe = PROBE;
        assertThat(gate.enter("m", Call.CREATE, probe.minusMillis(1)))
                .as("calls that failed together count as one")
                .isFalse();
        assertThat(gate.enter("m", Call.CREATE, probe)).isTrue();
        assertThat(gate.enter("m", Call.CREATE, probe)).as("one is enough").isFalse();
        assertThat(left("m", Call.CREATE, DONE)).isEqualTo(Change.OPENED);
        assertThat(gate.enter("m", Call.CREATE, probe)).isTrue();
    }

    @Test
    void probesMoreAndMoreSlowly() {
        Instant now = NOW;
        for (int i = 0; i < 30; i++) {
            assertThat(gate.enter("m", Call.CREATE, now)).isTrue();
            gate.left("m", Call.CREATE, blocked(null), Duration.ZERO, now);
            Instant last = now;
            now = gate.holds("m", Call.CREATE, last).map(Waiting::until).orElseThrow();
            assertThat(gate.closed("m", last)).isTrue();
            assertThat(gate.closed("m", now)).as("a window may come to probe").isFalse();
            if (i == 29) {
                assertThat(Duration.between(last, now)).isEqualTo(Duration.ofMinutes(15));
            }
        }
    }

    @Test
    void anUploadThatPassesSaysNothingOfCreatesAndGoesAfterThem() {
        block(Call.CREATE, null);
        assertThat(gate.enter("m", Call.UPLOAD, PROBE)).isFalse();
        assertThat(gate.enter("m", Call.UPLOAD, PROBE.plusSeconds(30))).isTrue();
        assertThat(left("m", Call.UPLOAD, DONE)).isEqualTo(Change.NONE);
        assertThat(gate.blocked()).isEqualTo(1);
        assertThat(left("m", Call.CREATE, new Outcome.NotFound<>(FakeProvider.error(404, null))))
                .isEqualTo(Change.OPENED);
    }

    @Test
    void aReplyThatNobodyUnderstandsOpensNothing() {
        block(Call.UPLOAD, null);
        assertThat(left("m", Call.CREATE, new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty())))
                .isEqualTo(Change.NONE);
        assertThat(gate.blocked()).isEqualTo(1);
    }

    @Test
    void aModelThatMayNotBeUsedIsOneThingAndTheAccountAnother() {
        block(Call.CREATE, "model_not_found");
        assertThat(gate.enter("other", Call.CREATE, NOW)).isTrue();
        assertThat(gate.closed("m", NOW)).isTrue();
        assertThat(gate.closed("other", NOW)).isFalse();
        assertThat(left("other", Call.CREATE, DONE)).isEqualTo(Change.NONE);
        assertThat(gate.holds("m", Call.CREATE, NOW)).isPresent();
    }

    @Test
    void holdsAllCallsAsLongAsTheProviderWants() {
        Outcome<String> throttled = new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.empty());
        gate.left("m", Call.LOOK, throttled, Duration.ofSeconds(30), NOW);
        gate.left("m", Call.LOOK, throttled, Duration.ofSeconds(5), NOW);
        assertThat(gate.enter("other", Call.UPLOAD, NOW.plusSeconds(29))).isFalse();
        assertThat(gate.enter("other", Call.UPLOAD, NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void batchesThatFailForTheAccountKeepCreatesBackUntilOneIsExecuted() {
        assertThat(block(Call.EXECUTE, "billing_hard_limit_reached")).isEqualTo(Change.BLOCKED);
        assertThat(gate.holds("m", Call.CREATE, NOW))
                .hasValueSatisfying(why -> assertThat(why.words())
                        .isEqualTo(
                                "account main is blocked, a batch failed with billing_hard_limit_reached: Scripted."));
        assertThat(gate.enter("m", Call.UPLOAD, NOW)).isFalse();
        assertThat(gate.enter("m", Call.LOOK, NOW)).as("batches are looked at").isTrue();

        assertThat(gate.enter("m", Call.CREATE, PROBE)).isTrue();
        assertThat(left("m", Call.CREATE, DONE)).as("that proves nothing").isEqualTo(Change.NONE);
        assertThat(gate.enter("other", Call.CREATE, PROBE)).isFalse();
        assertThat(gate.executed("m", NOW)).as("it was created before").isEqualTo(Change.NONE);
        assertThat(gate.executed("m", PROBE)).isEqualTo(Change.OPENED);
        assertThat(gate.enter("other", Call.CREATE, PROBE)).isTrue();
    }

    @Test
    void aLookThatIsRefusedWhileBatchesFailIsHeldTooUntilOnePasses() {
        block(Call.EXECUTE, "billing_hard_limit_reached");
        Instant later = NOW.plusSeconds(10);
        gate.left("m", Call.LOOK, blocked("invalid_api_key"), Duration.ZERO, later);
        assertThat(gate.enter("m", Call.LOOK, later)).isFalse();
        assertThat(gate.enter("m", Call.CREATE, PROBE)).as("creates go first").isTrue();
        assertThat(gate.executed("m", NOW.plusSeconds(5)))
                .as("created after the last batch failed, and before the look")
                .isEqualTo(Change.OPENED);

        block(Call.LOOK, "invalid_api_key");
        block(Call.EXECUTE, "billing_hard_limit_reached");
        assertThat(gate.enter("m", Call.LOOK, NOW)).as("the other way round").isFalse();
        Instant probe = PROBE.plusSeconds(30);
        assertThat(gate.enter("m", Call.LOOK, probe)).isTrue();
        assertThat(gate.enter("m", Call.LOOK, probe)).as("one is enough").isFalse();
        assertThat(gate.left("m", Call.LOOK, DONE, Duration.ZERO, probe))
                .as("batches still fail")
                .isEqualTo(Change.NONE);
        assertThat(gate.enter("m", Call.LOOK, probe)).isTrue();
        assertThat(gate.enter("m", Call.CREATE, probe)).isFalse();
    }

    @Test
    void thatABatchHasFailedIsNewsUnlessThatIsKnownOrOver() {
        assertThat(gate.isNews("m", NOW)).isTrue();
        gate.executed("m", NOW);
        gate.executed("m", NOW.minusSeconds(1));
        assertThat(gate.isNews("m", NOW)).as("a later one was executed").isFalse();
        assertThat(gate.isNews("m", NOW.plusMillis(1))).isTrue();
        assertThat(gate.isNews("other", NOW)).isTrue();
        block(Call.EXECUTE, "billing_hard_limit_reached");
        assertThat(gate.isNews("other", NOW)).as("it is blocked already").isFalse();
    }

    @Test
    void anOrderForEveryLaneProbesEachModelOnce() {
        left("m", Call.CREATE, blocked("model_not_found"));
        left("n", Call.CREATE, blocked("model_not_found"));
        Instant later = NOW.plusSeconds(10);
        for (String model : List.of("m", "n")) {
            gate.probeNow(model, later, later);
            assertThat(gate.enter(model, Call.CREATE, later)).as(model).isTrue();
            gate.probeNow(model, later, later);
            assertThat(gate.enter(model, Call.CREATE, later))
                    .as("the same order for " + model)
                    .isFalse();
        }
    }

    @Test
    void anOrderLetsOneCallProbeAtOnce() {
        block(Call.CREATE, "insufficient_quota");
        Instant later = NOW.plusSeconds(10);
        gate.probeNow("m", later, later);
        assertThat(gate.holds("m", Call.UPLOAD, later)).isEmpty();
        assertThat(gate.enter("m", Call.CREATE, later)).isTrue();
        assertThat(gate.enter("m", Call.CREATE, later)).as("one is enough").isFalse();
        gate.probeNow("m", later, later);
        assertThat(gate.enter("m", Call.CREATE, later)).as("the same order").isFalse();
        gate.probeNow("m", later.plusMillis(1), later.plusMillis(1));
        assertThat(gate.enter("m", Call.CREATE, later.plusMillis(1))).isTrue();
    }

    private Change block(Call call, String code) {
        return left("m", call, blocked(code));
    }

    private static Outcome<String> blocked(String code) {
        return new Outcome.AccountBlocked<>(FakeProvider.error(429, code));
    }

    private Change left(String model, Call call, Outcome<?> outcome) {
        return gate.left(model, call, outcome, Duration.ZERO, NOW);
    }
}
