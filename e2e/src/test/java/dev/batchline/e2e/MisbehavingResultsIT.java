package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of requests whose result files are not what they should be, as it was seen at real providers, through a
 * broker, all services and HTTP. Everything is sent before the first test, and each test waits for its own account
 * only. The page {@code docs/misbehaviour.md} says which test shows what.
 */
class MisbehavingResultsIT {
    private static final int SENT = FaultyAccounts.FULL;

    /** Goes with a script that shall hit the first batch of its account only. */
    private static final String FIRST = "'batches':{'times':1}}";

    private static final String SEVERAL_ITEMS = "{\"id\":\"resp_1\",\"object\":\"response\",\"output\":["
            + "{\"type\":\"reasoning\",\"summary\":[]},"
            + "{\"type\":\"message\",\"status\":\"incomplete\",\"content\":"
            + "[{\"type\":\"output_text\",\"text\":\"Cut of\"}]},"
            + "{\"type\":\"message\",\"status\":\"completed\",\"content\":"
            + "[{\"type\":\"output_text\",\"text\":\"Whole.\"}]}"
            + "],\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"total_tokens\":11}}";
    private static final String ODD_ARGUMENTS = "{\"content\":[{\"type\":\"tool_use\",\"name\":\"label\","
            + "\"input\":{\"$PARAMETER_NAME\":{\"label\":\"a\"}}}],\"stop_reason\":\"tool_use\"}";

    private static final List<FaultyAccount> ACCOUNTS = List.of(
            FaultyAccount.of("statuszero", "{'fault':'fail_lines','share':0.5,'status':0," + FIRST),
            FaultyAccount.of("allfailed", "{'fault':'fail_lines','share':1,'status':400}"),
            FaultyAccount.of(
                    "lateerrors",
                    "{'fault':'fail_lines','share':0.3,'status':400},"
                            + "{'fault':'change_file_ids','error':'null','late_seconds':40}"),
            FaultyAccount.of("neverran", "{'fault':'drop_lines','share':0.5,'executed':false," + FIRST),
            FaultyAccount.of("blankid", "{'fault':'change_file_ids','error':'blank'}"),
            FaultyAccount.of("emptyfile", "{'fault':'change_file_ids','error':'empty_file'}"),
            FaultyAccount.of(
                    "cutoff", "{'fault':'truncate_download','percent_sent':50,'calls':{'last':4,'each_path':true}}"),
            FaultyAccount.of(
                    "cutquietly",
                    "{'fault':'truncate_download','percent_sent':55,'unnoticed':true,'calls':{'last':1}}"),
            FaultyAccount.of(
                    "badgateway",
                    "{'fault':'refuse_calls','route':'GET /v1/files/*/content','status':502,'calls':{'last':4}}"),
            FaultyAccount.of(
                    "morelines", "{'fault':'duplicate_lines','share':0.5},{'fault':'foreign_lines','share':0.5}"),
            FaultyAccount.of("servererror", "{'fault':'expire_batch','percent_done':40,'code':'server_error'," + FIRST),
            FaultyAccount.of(
                    "earlyresults",
                    "{'fault':'refuse_calls','route':'GET /v1/files/*/content','status':404,'calls':{'last':1}}"),
            FaultyAccount.of("severalitems", "{'fault':'answer_lines','share':1,'body':" + SEVERAL_ITEMS + "}"),
            FaultyAccount.of("oddarguments", "{'fault':'answer_lines','share':1,'body':" + ODD_ARGUMENTS + "}"),
            FaultyAccount.of("expired", "{'fault':'expire_batch','percent_done':60," + FIRST),
            FaultyAccount.of("notfound", "{'fault':'fail_lines','share':1,'status':404}"),
            FaultyAccount.of("sameid", "{'fault':'never_expire'}"),
            FaultyAccount.of(
                    "refusedlines", "{'fault':'fail_batch','code':'duplicate_custom_id','lines':[3,7]," + FIRST),
            FaultyAccount.of("otherusage", "{'fault':'change_usage','tokens':1000}"),
            FaultyAccount.of("giant", "{'fault':'giant_answers','share':0.2,'bytes':18000000}"));

    @TempDir
    private static Path directory;

    private static FaultyAccounts all;

    @BeforeAll
    static void start() {
        all = new FaultyAccounts(directory, ACCOUNTS);
        ACCOUNTS.forEach(account -> all.send(Requests.of(account.name(), SENT)));
        sendTwins();
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    @Test
    void sendsLinesOfStatusZeroAgain() {
        assertCompletedInTwoAttempts("statuszero");
    }

    @Test
    void failsEveryItemOfACompletedBatchWithoutAnOutputFile() {
        assertRefused("allfailed", 400);
    }

    @Test
    void waitsForAnErrorFileThatIsNamedLate() {
        all.await("lateerrors", SENT);
        assertThat(all.ends("lateerrors", Topic.RESULTS_FAILED))
                .hasSizeBetween(1, SENT - 1)
                .allMatch(end -> end.json().at("/response/status_code").asInt() == 400);
        assertThat(notFetched("lateerrors", "held")).isPositive();
    }

    @Test
    void sendsLinesAgainThatNobodyCounted() {
        assertCompletedInTwoAttempts("neverran");
    }

    @Test
    void takesABlankFileIdForNone() {
        all.assertCompleted("blankid");
    }

    @Test
    void readsAnErrorFileOfNoBytes() {
        all.assertCompleted("emptyfile");
    }

    @Test
    void downloadsAgainWhatBreaksOff() {
        all.assertCompleted("cutoff");
        assertThat(notFetched("cutoff", "provider")).isPositive();
    }

    @Test
    void downloadsAgainWhatEndsInTheMiddleOfALine() {
        all.assertCompleted("cutquietly");
        assertThat(notFetched("cutquietly", "held")).isPositive();
    }

    @Test
    void downloadsAgainWhatCannotBeReadYet() {
        all.assertCompleted("badgateway");
        assertThat(notFetched("badgateway", "provider")).isPositive();
    }

    @Test
    void publishesTheFirstOfSeveralLinesAndNothingThatWasNotAsked() {
        all.assertCompleted("morelines");
        assertThat(all.meter("batchline.results.anomalies", "morelines", "kind", "duplicate"))
                .isPositive();
        assertThat(all.meter("batchline.results.anomalies", "morelines", "kind", "foreign"))
                .isPositive();
    }

    @Test
    void sendsLinesAgainThatExpiredWithAnotherCode() {
        assertCompletedInTwoAttempts("servererror");
    }

    @Test
    void looksAgainForResultsThatAreNotThereYet() {
        all.assertCompleted("earlyresults");
        assertThat(notFetched("earlyresults", "held")).isPositive();
    }

    @Test
    void publishesAnswersOfSeveralItemsAsTheyAre() {
        assertPassedOn("severalitems", SEVERAL_ITEMS);
    }

    @Test
    void publishesOddArgumentsAsTheyAre() {
        assertPassedOn("oddarguments", ODD_ARGUMENTS);
    }

    @Test
    void sendsExpiredLinesAgain() {
        assertCompletedInTwoAttempts("expired");
    }

    @Test
    void failsLinesThatAnswerNotFound() {
        assertRefused("notfound", 404);
    }

    @Test
    void answersBothRequestsOfOneName() {
        all.await("sameid", 2 * SENT);
        assertThat(all.ends("sameid", Topic.RESULTS_COMPLETED).stream()
                        .collect(Collectors.groupingBy(Ends.End::customId, Collectors.counting())))
                .hasSize(SENT)
                .allSatisfy((id, count) -> assertThat(count).isEqualTo(2));
        assertThat(all.provider("sameid").log().countBodiesExecutedMoreThanOnce())
                .isZero();
    }

    @Test
    void failsTheLinesThatSpoiltABatchAndSendsTheOthersAgain() {
        all.await("refusedlines", SENT);
        assertThat(all.ends("refusedlines", Topic.RESULTS_FAILED))
                .hasSize(2)
                .allMatch(end -> end.code().equals("duplicate_custom_id"));
        assertThat(all.ends("refusedlines", Topic.DEAD_LETTERS)).hasSize(2);
        assertThat(all.attempts("refusedlines")).containsOnly(1, 2);
    }

    @Test
    void failsItemsWhoseAnswerIsTooLargeForATopic() {
        all.await("giant", SENT);
        assertThat(all.ends("giant", Topic.DEAD_LETTERS))
                .hasSizeBetween(1, SENT - 1)
                .allMatch(end ->
                        end.code().equals("result_too_large") && end.retryable().equals("false"));
    }

    @Test
    void reportsABatchThatCountsOtherTokensThanItsLines() {
        all.assertCompleted("otherusage");
        assertThat(all.meter("batchline.batches.usage", "otherusage", "result", "different"))
                .isPositive();
        assertThat(all.meter("batchline.batches.usage.difference", "otherusage", "kind", "input"))
                .isPositive();
        all.assertCompleted("blankid");
        assertThat(all.meter("batchline.batches.usage", "blankid", "result", "equal"))
                .isPositive();
    }

    /** Requests of the same names that ask something else. */
    private static void sendTwins() {
        Requests.of("sameid", SENT)
                .lines()
                .map(line -> new String(line, StandardCharsets.UTF_8).replace("\"Say ", "\"Say again "))
                .forEach(line -> all.send("sameid", line.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertCompletedInTwoAttempts(String account) {
        all.assertCompleted(account);
        assertThat(all.attempts(account)).contains(1, 2);
    }

    private static void assertRefused(String account, int status) {
        all.await(account, SENT);
        assertThat(all.ends(account, Topic.RESULTS_FAILED)).hasSize(SENT).allSatisfy(end -> {
            JsonNode answer = end.json().path("response");
            assertThat(answer.path("status_code").asInt()).isEqualTo(status);
            assertThat(answer.at("/body/error/message").asText()).isNotEmpty();
            assertThat(end.retryable()).isEqualTo("false");
        });
        assertThat(all.ends(account, Topic.DEAD_LETTERS)).hasSize(SENT);
        assertThat(all.attempts(account)).containsOnly(1);
        all.assertExecutedOnce(account);
    }

    private static void assertPassedOn(String account, String body) {
        all.assertCompleted(account);
        assertThat(all.ends(account, Topic.RESULTS_COMPLETED))
                .allMatch(end -> end.value().contains(body));
    }

    private static double notFetched(String account, String reason) {
        return all.meter("batchline.downloads.failures", account, "reason", reason);
    }
}
