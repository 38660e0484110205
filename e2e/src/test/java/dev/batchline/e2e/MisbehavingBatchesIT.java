package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Topic;
import dev.batchline.simulator.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of requests at providers whose batches do not come, go on or end as they should, as it was seen at real
 * ones, through a broker, all services and HTTP. Everything is sent before the first test, and each test waits for its
 * own account only. The page {@code docs/misbehaviour.md} says which test shows what.
 */
class MisbehavingBatchesIT {
    private static final int SENT = FaultyAccounts.FULL;

    /** Goes with a script that shall hit the first batch of its account only. */
    private static final String FIRST = "'batches':{'times':1}}";

    /** Behind another fault: the first batch of its account should have ended two hours before it was created. */
    private static final String OVERDUE = ",{'fault':'shift_expiry','seconds':-93600," + FIRST;

    /** Statuses under words that are known for them elsewhere, and under one that nobody knows. */
    private static final String OTHER_WORDS =
            "{'fault':'rename_status','words':{'validating':'queued','in_progress':'Working',"
                    + "'finalizing':'Working','completed':'complete'},'batches':{'existing':true}}";

    private static final List<FaultyAccount> ACCOUNTS = List.of(
            FaultyAccount.of("flapping", "{'fault':'flap_batch','share':0.5}"),
            FaultyAccount.of(
                    "errorobject",
                    "{'fault':'replace_reply','route':'GET /v1/batches/*','text':'{}','calls':{'last':2}},"
                            + "{'fault':'replace_reply','route':'GET /v1/batches/*','calls':{'first':3,'last':5},"
                            + "'text':'{\\'error\\':{\\'message\\':\\'No such organization.\\'}}'}"),
            FaultyAccount.of("stuckvalidating", "{'fault':'stick_batch','status':'validating'," + FIRST + OVERDUE),
            FaultyAccount.of(
                    "stuckrunning",
                    "{'fault':'stick_batch','status':'in_progress','percent_done':50," + FIRST + OVERDUE),
            FaultyAccount.of("stuckfinalizing", "{'fault':'stick_batch','status':'finalizing'," + FIRST + OVERDUE),
            FaultyAccount.of(
                    "neverends",
                    "{'fault':'stick_batch','status':'in_progress'},"
                            + "{'fault':'refuse_calls','route':'POST /v1/batches/*/cancel','status':500}" + OVERDUE),
            FaultyAccount.of(
                    "queuefull",
                    "{'fault':'limit_enqueued_tokens','model':'queuefull','tokens':120,'release_lag_seconds':24}"),
            FaultyAccount.of("early", "{'fault':'flap_batch','asks':4}"),
            FaultyAccount.of(
                    "lostreply",
                    "{'fault':'lose_reply','route':'POST /v1/batches','status':0,'calls':{'last':1}},"
                            + "{'fault':'lag_lists','lag_seconds':12}"),
            FaultyAccount.of(
                    "oddreply",
                    "{'fault':'replace_reply','route':'POST /v1/batches','text':'<html>OK</html>',"
                            + "'calls':{'last':1}}"),
            FaultyAccount.of(
                    "latecreate", "{'fault':'delay_create','delay_seconds':12,'status':504," + "'calls':{'last':1}}"),
            FaultyAccount.of(
                    "toolatecreate", "{'fault':'delay_create','delay_seconds':80,'status':504,'calls':{'last':1}}"),
            FaultyAccount.of(
                            "twobatches",
                            "{'fault':'repeat_create','calls':{'last':1}},"
                                    + "{'fault':'lose_reply','route':'POST /v1/batches','status':503,"
                                    + "'calls':{'last':1}}")
                    .validating(Duration.ofSeconds(8)),
            FaultyAccount.of(
                    "exhausted",
                    "{'fault':'refuse_calls','route':'POST /v1/batches','status':429,'code':'RESOURCE_EXHAUSTED',"
                            + "'retry_after_seconds':1,'calls':{'last':3}}"),
            FaultyAccount.of(
                    "otherwords",
                    OTHER_WORDS
                            + ",{'fault':'stick_batch','status':'in_progress'},"
                            + "{'fault':'refuse_calls','route':'GET /v1/batches/*','status':500,"
                            + "'calls':{'first':2,'last':3}}"),
            FaultyAccount.of("cancelled", "{'fault':'stick_batch','status':'in_progress','percent_done':50," + FIRST),
            FaultyAccount.of(
                    "nomoney",
                    "{'fault':'fail_batch','code':'billing_hard_limit_reached','message':'Pay first.',"
                            + "'batches':{'times':3}}"),
            FaultyAccount.of(
                    "quota",
                    "{'fault':'refuse_calls','route':'POST /v1/batches','status':429,'code':'insufficient_quota'}"));

    @TempDir
    private static Path directory;

    private static FaultyAccounts all;

    @BeforeAll
    static void start() {
        all = new FaultyAccounts(directory, ACCOUNTS);
        ACCOUNTS.forEach(account -> all.send(Requests.of(account.name(), SENT)));
        all.send(Requests.of("queuefull", SENT).next(2 * SENT));
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    @Test
    void pollsOnWhenABatchIsNotThereNowAndThen() {
        all.assertCompleted("flapping");
        assertThat(all.meter("batchline.batches.lost", "flapping")).isZero();
    }

    @Test
    void pollsOnWhenItIsToldSomethingElse() {
        all.assertCompleted("errorobject");
        assertThat(all.provider("errorobject").faultHits()).containsExactly(2, 3);
    }

    @Test
    void endsABatchThatSticksInValidating() {
        assertCutOff("stuckvalidating");
        assertThat(all.attempts("stuckvalidating")).containsOnly(2);
    }

    @Test
    void keepsWhatABatchDidBeforeItStuck() {
        assertCutOff("stuckrunning");
        assertThat(all.attempts("stuckrunning")).contains(1, 2);
        assertThat(all.provider("stuckrunning").log().totalBilled()).isEqualTo(SENT);
    }

    @Test
    void paysNothingTwiceWhenABatchSticksInFinalizing() {
        assertCutOff("stuckfinalizing");
        // Its end is asked for as soon as it is seen: what it has not executed by then is sent again.
        assertThat(all.attempts("stuckfinalizing")).contains(1).allMatch(attempt -> attempt <= 2);
        assertThat(all.provider("stuckfinalizing").log().totalBilled()).isEqualTo(SENT);
    }

    @Test
    void raisesTheAlarmAboutABatchThatNeverEndsAndEndsItByTheProvidersWordOnly() {
        FaultyAccounts.await().untilAsserted(() -> {
            assertThat(all.meter("batchline.batches.overdue", "neverends")).isEqualTo(1);
            assertThat(all.provider("neverends").faultHits()[1]).isPositive();
        });
        assertThat(all.ends("neverends", Topic.RESULTS_FAILED)).isEmpty();
        all.provider("neverends").play(Faults.none());
        all.assertCompleted("neverends");
        assertThat(all.meter("batchline.batches.overdue", "neverends")).isZero();
    }

    @Test
    void createsAgainWhenTheQueueOfTokensIsFull() {
        all.await("queuefull", 3 * SENT);
        assertThat(all.ends("queuefull", Topic.RESULTS_COMPLETED)).hasSize(3 * SENT);
        assertThat(all.attempts("queuefull")).containsOnly(1);
        assertThat(all.provider("queuefull").log().countExecutedMoreThanOnce()).isZero();
        assertThat(all.provider("queuefull").log().summary().batchesCreated()).isGreaterThan(3);
    }

    @Test
    void pollsOnWhenABatchIsNotThereYet() {
        all.assertCompleted("early");
        assertThat(all.provider("early").log().summary().batchesCreated()).isEqualTo(1);
    }

    @Test
    void adoptsTheBatchWhoseReplyWasLostAlthoughListsLag() {
        assertAdopted("lostreply");
    }

    @Test
    void adoptsTheBatchWhoseReplyCannotBeRead() {
        assertAdopted("oddreply");
    }

    @Test
    void adoptsABatchThatComesAfterItsReply() {
        assertAdopted("latecreate");
    }

    @Test
    void leavesNothingToABatchThatComesTooLate() throws InterruptedException {
        all.assertCompleted("toolatecreate");
        Thread.sleep(Duration.ofSeconds(80).dividedBy(FaultyAccount.SPEED));
        all.assertExecutedOnce("toolatecreate");
        assertThat(all.provider("toolatecreate").log().summary().batchesCreated())
                .as("the late one was refused")
                .isEqualTo(1);
        assertThat(all.ends().adopted("toolatecreate")).isFalse();
    }

    @Test
    void keepsOneOfTwoBatchesAndCancelsTheOther() {
        assertAdopted("twobatches");
        assertThat(all.meter("batchline.batches.duplicates.cancelled", "twobatches"))
                .isEqualTo(1);
        assertThat(all.provider("twobatches").log().summary().batchesCreated()).isEqualTo(2);
    }

    @Test
    void backsOffWhenCreatesAreThrottledBelowTheQuota() {
        all.assertCompleted("exhausted");
        assertThat(all.meter("batchline.batches.creates", "exhausted", "outcome", "throttled"))
                .isEqualTo(3);
        all.assertExecutedOnce("exhausted");
    }

    @Test
    void understandsOtherWordsAndPollsOnAtUnknownOnes() {
        FaultyAccounts.await().untilAsserted(() -> {
            assertThat(all.meter("batchline.status.unknown", "otherwords")).isPositive();
            assertThat(all.provider("otherwords").faultHits()).hasSize(3).doesNotContain(0);
        });
        all.provider("otherwords").play(FaultyAccount.script("otherwords", OTHER_WORDS));
        all.assertCompleted("otherwords");
    }

    @Test
    void publishesWhatACancelledBatchDid() {
        FaultyAccounts.await()
                .until(() -> all.provider("cancelled").log().totalBilled() == SENT / 2
                        && !all.ends().windows("cancelled").isEmpty());
        all.cancel(all.ends().windows("cancelled").getFirst());
        all.await("cancelled", SENT);
        assertThat(all.ends("cancelled", Topic.RESULTS_COMPLETED)).hasSize(SENT / 2);
        assertThat(all.ends("cancelled", Topic.DEAD_LETTERS))
                .hasSize(SENT / 2)
                .allMatch(end -> end.code().equals("batch_cancelled"));
    }

    @Test
    void saysThatAnAccountIsBlockedAndKeepsItsRequests() {
        FaultyAccounts.await().untilAsserted(() -> assertThat(all.troubles()).contains("account_blocked/quota"));
        assertThat(all.provider("quota").log().summary().batchesCreated()).isZero();
        assertThat(all.ends("quota", Topic.RESULTS_FAILED)).isEmpty();
    }

    @Test
    void keepsTheRequestsOfABatchThatFailedForTheAccountAndGoesOnByCommand() {
        String lane = "nomoney|/v1/chat/completions|nomoney|24h";
        FaultyAccounts.await().untilAsserted(() -> {
            assertThat(all.troubles()).contains("account_blocked/nomoney");
            assertThat(all.command("lanes", lane, "--waiting"))
                    .contains("  ! a closed window (" + SENT + " requests) waits: account nomoney is blocked")
                    .contains("billing_hard_limit_reached");
        });
        assertThat(all.ends("nomoney", Topic.RESULTS_FAILED)).isEmpty();

        FaultyAccounts.await().untilAsserted(() -> {
            all.command("resume", lane);
            assertThat(all.ends("nomoney", Topic.RESULTS_COMPLETED)).hasSize(SENT);
        });
        all.assertCompleted("nomoney");
        assertThat(all.attempts("nomoney")).as("the same attempt").containsOnly(1);
        FaultyAccounts.await()
                .untilAsserted(() -> assertThat(all.troubles()).doesNotContain("account_blocked/nomoney"));
    }

    private static void assertCutOff(String account) {
        all.assertCompleted(account);
        assertThat(all.ends().cutOff(account)).isTrue();
    }

    private static void assertAdopted(String account) {
        all.assertCompleted(account);
        assertThat(all.ends().adopted(account)).isTrue();
        all.assertExecutedOnce(account);
    }
}
