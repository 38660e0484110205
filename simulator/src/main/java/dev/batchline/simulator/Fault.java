package dev.batchline.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One scripted departure from a smooth run. Its form in a {@link FaultFile} follows from its components. */
public sealed interface Fault permits Fault.OfBatches, Fault.LimitEnqueuedTokens, Fault.LagLists, CallFault {

    /** The route that creates a batch. */
    String CREATE_BATCH = "POST /v1/batches";

    /** The route that downloads a file. */
    String DOWNLOAD = "GET /v1/files/*/content";

    /** A route that stands for all of them. */
    String ANY_ROUTE = "*";

    /** A fault that hits some batches. */
    sealed interface OfBatches extends Fault {
        /** Which ones. */
        Batches batches();
    }

    /** A fault that hits a share of the lines of some batches. The draw is seeded, by custom_id. */
    sealed interface OfLines extends OfBatches {
        /** Share of the lines, 0 to 1. */
        double share();

        /** Whether the draw is made anew each time a custom_id comes, and not once for all. */
        default boolean passes() {
            return true;
        }
    }

    /**
     * Lines are answered with an HTTP error. 429, 408, 5xx and 0 are drawn anew at each execution of a custom_id; other
     * statuses stick to the custom_id for ever.
     *
     * @param share share of lines, 0 to 1
     * @param status status code of the line, not 2xx; 0 writes an empty body into the error file while the batch counts
     *     the line as completed
     */
    record FailLines(
            @JsonProperty(required = true) double share,
            @JsonProperty(required = true) int status,
            Batches batches) implements OfLines {
        public FailLines {
            Bounds.between0And1("share", share);
            if (status / 100 == 2) {
                throw new IllegalArgumentException("status of a failing line lies outside 2xx, got " + status);
            }
            batches = Batches.orEvery(batches);
        }

        /** In every batch. */
        public FailLines(double share, int status) {
            this(share, status, Batches.every());
        }

        @Override
        public boolean passes() {
            return status == 0 || status == 429 || status == 408 || status >= 500;
        }
    }

    /**
     * Lines are missing from both files.
     *
     * @param share share of lines, 0 to 1
     * @param executed true: they ran, are billed and counted, and were lost on the way into the file; false: they never
     *     ran, and no count has them
     */
    record DropLines(
            @JsonProperty(required = true) double share,
            @JsonProperty(required = true) boolean executed,
            Batches batches)
            implements OfLines {
        public DropLines {
            Bounds.between0And1("share", share);
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * Lines stand twice in their file.
     *
     * @param share share of lines, 0 to 1
     */
    record DuplicateLines(@JsonProperty(required = true) double share, Batches batches) implements OfLines {
        public DuplicateLines {
            Bounds.between0And1("share", share);
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * Lines are followed by one that nobody submitted: its custom_id is theirs behind {@code foreign-}.
     *
     * @param share share of lines, 0 to 1
     */
    record ForeignLines(@JsonProperty(required = true) double share, Batches batches) implements OfLines {
        public ForeignLines {
            Bounds.between0And1("share", share);
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * Lines carry an answer of giant length.
     *
     * @param share share of lines, 0 to 1
     * @param bytes length of the text in the answer, streamed
     */
    record GiantAnswers(
            @JsonProperty(required = true) double share,
            @JsonProperty(required = true) long bytes,
            Batches batches) implements OfLines {
        public GiantAnswers {
            Bounds.between0And1("share", share);
            Bounds.notNegative("bytes", bytes);
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * Lines are answered with this body in the place of a computed one, whatever they ask.
     *
     * @param share share of lines, 0 to 1
     * @param body what {@code response.body} is
     */
    record AnswerLines(
            @JsonProperty(required = true) double share,
            @JsonProperty(required = true) ObjectNode body,
            Batches batches)
            implements OfLines {
        public AnswerLines {
            Bounds.between0And1("share", share);
            body = body.deepCopy();
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * The window of a batch closes early: after a share of its lines ran, the rest ends unexecuted.
     *
     * @param percentDone share of lines that still run, 0 to 100
     * @param code the error code of the rest; {@code batch_expired} if null
     */
    record ExpireBatch(
            @JsonProperty(required = true) double percentDone,
            @Nullable String code,
            Batches batches) implements OfBatches {
        public ExpireBatch(double percentDone, @Nullable String code, @Nullable Batches batches) {
            Bounds.percent("percent_done", percentDone);
            this.percentDone = percentDone;
            this.code = code;
            this.batches = Batches.orEvery(batches);
        }

        /** The rest of these ends as {@code batch_expired}. */
        public ExpireBatch(double percentDone, Batches batches) {
            this(percentDone, null, batches);
        }

        /** The nth, from 1, of the batches with as many lines. */
        public ExpireBatch(int nth, int minimumLines, double percentDone) {
            this(percentDone, Batches.nth(nth).withMinimumLines(minimumLines));
        }
    }

    /**
     * A batch fails validation.
     *
     * @param code the provider's code
     * @param message the provider's words; a sentence of its own if null
     * @param lines lines of the input that {@code errors.data} names, from 1; none blames the file as a whole
     */
    record FailBatch(
            @JsonProperty(required = true) String code,
            @Nullable String message,
            List<Integer> lines,
            Batches batches) implements OfBatches {
        public FailBatch(String code, @Nullable String message, @Nullable List<Integer> lines, Batches batches) {
            this.code = Bounds.named("code", code);
            this.message = message;
            this.lines = lines == null ? List.of() : List.copyOf(lines);
            this.batches = Batches.orEvery(batches);
            this.lines.forEach(line -> Bounds.positive("lines", line));
        }
    }

    /**
     * A batch never leaves a status, its window over or not. It can be cancelled, and another script sets it going.
     *
     * @param status where it sticks
     * @param percentDone share of lines that still run when it sticks in {@code in_progress}, 0 to 100
     */
    record StickBatch(@JsonProperty(required = true) Stage status, double percentDone, Batches batches)
            implements OfBatches {
        public StickBatch {
            Bounds.percent("percent_done", percentDone);
            batches = Batches.orEvery(batches);
        }
    }

    /** A batch goes on after {@code expires_at} until all of its lines have run, as at Azure. */
    record NeverExpire(Batches batches) implements OfBatches {
        public NeverExpire {
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch shows an {@code expires_at} beside the truth.
     *
     * @param shift how much later it is shown; earlier if negative
     */
    record ShiftExpiry(
            @JsonProperty(value = "seconds", required = true)
            Duration shift,

            Batches batches) implements OfBatches {
        public ShiftExpiry {
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch that is there is answered with 404 now and then. Lists have it.
     *
     * @param asks how many asks for it, counted from the first, are answered so
     * @param share share of all asks that is answered so, 0 to 1
     */
    record FlapBatch(int asks, double share, Batches batches) implements OfBatches {
        public FlapBatch {
            Bounds.notNegative("asks", asks);
            Bounds.between0And1("share", share);
            if (asks == 0 && share == 0) {
                throw new IllegalArgumentException("asks or share must be above 0");
            }
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch is gone for good, from lists too: 404 for every ask. What it does goes on unseen.
     *
     * @param after how long after its creation
     */
    record LoseBatch(@JsonProperty("after_seconds") Duration after, Batches batches) implements OfBatches {
        public LoseBatch {
            after = Bounds.orZero("after_seconds", after);
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch that has ended names its files in another way.
     *
     * @param output in the place of the output file
     * @param error in the place of the error file
     * @param late how long after its end the true ids come after all; zero is never
     */
    record ChangeFileIds(
            FileId output,
            FileId error,
            @JsonProperty("late_seconds") Duration late,
            Batches batches) implements OfBatches {
        public ChangeFileIds(
                @Nullable FileId output, @Nullable FileId error, @Nullable Duration late, @Nullable Batches batches) {
            this.output = output == null ? FileId.AS_IS : output;
            this.error = error == null ? FileId.AS_IS : error;
            this.late = Bounds.orZero("late_seconds", late);
            this.batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch says that it used other prompt tokens than its lines did.
     *
     * @param tokens how many more; fewer if negative
     */
    record ChangeUsage(@JsonProperty(required = true) long tokens, Batches batches) implements OfBatches {
        public ChangeUsage {
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * A batch shows other words for its statuses.
     *
     * @param words the shown word by the true one, as in {@code in_progress} → {@code Paused}
     */
    record RenameStatus(@JsonProperty(required = true) Map<String, String> words, Batches batches)
            implements OfBatches {
        public RenameStatus {
            words = Map.copyOf(words);
            for (String word : words.keySet()) {
                if (!BatchStatus.words().contains(word)) {
                    throw new IllegalArgumentException("words name one of " + BatchStatus.words() + ", got " + word);
                }
            }
            batches = Batches.orEvery(batches);
        }
    }

    /**
     * The account may have only so many prompt tokens of a model in unfinished batches. Those of batches that were
     * validated before the script was set do not count.
     *
     * @param model the model
     * @param tokens most tokens
     * @param releaseLag how long the tokens of a batch stay counted after its end
     */
    record LimitEnqueuedTokens(
            @JsonProperty(required = true) String model,
            @JsonProperty(required = true) long tokens,
            @JsonProperty("release_lag_seconds") Duration releaseLag)
            implements Fault {
        public LimitEnqueuedTokens {
            model = Bounds.named("model", model);
            Bounds.notNegative("tokens", tokens);
            releaseLag = Bounds.orZero("release_lag_seconds", releaseLag);
        }
    }

    /**
     * New files and batches show up in lists only after a while; by id they are known at once.
     *
     * @param lag in provider time
     */
    record LagLists(
            @JsonProperty(value = "lag_seconds", required = true)
            Duration lag) implements Fault {
        public LagLists {
            lag = Bounds.orZero("lag_seconds", lag);
        }
    }
}
