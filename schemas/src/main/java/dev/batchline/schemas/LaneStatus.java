package dev.batchline.schemas;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one lane stands and why it does not go on: the value of the lane-status topic, keyed by the lane, for anyone to
 * read.
 *
 * @param v the version of this format, 1
 * @param lane the lane
 * @param open the window that takes requests now; null if there is none
 * @param closed its closed windows by how far they have come
 * @param budgets what the accounts of its pool may still do for its model
 * @param paused that an operator holds it back; null if none does
 * @param why what it waits for, the most pressing first; never empty
 * @param asOf when all this was so
 */
public record LaneStatus(
        int v,
        LaneKey lane,
        @Nullable Filling open,
        Closed closed,
        List<Budget> budgets,
        @Nullable Pause paused,
        List<Why> why,
        Instant asOf) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    public LaneStatus {
        budgets = List.copyOf(budgets);
        why = List.copyOf(why);
    }

    /** The same at another time. */
    public LaneStatus asOf(Instant time) {
        return new LaneStatus(v, lane, open, closed, budgets, paused, why, time);
    }

    /**
     * A window that takes requests.
     *
     * @param windowId its name
     * @param requests lines that it holds
     * @param bytes of its file, line feeds included
     * @param tokens estimated prompt tokens
     * @param inputs texts to embed; one a line for other endpoints
     * @param openedAt when its first request came
     * @param closesAt when it closes by age, if nothing keeps it open
     * @param limits what it may hold
     */
    public record Filling(
            WindowId windowId,
            int requests,
            long bytes,
            long tokens,
            long inputs,
            Instant openedAt,
            Instant closesAt,
            Limits limits) {}

    /**
     * What a window may hold.
     *
     * @param requests lines
     * @param bytes of its file
     * @param tokens estimated prompt tokens; null if there is no limit
     * @param inputs texts to embed; null if there is no limit
     */
    public record Limits(
            int requests,
            long bytes,
            @Nullable Long tokens,
            @Nullable Long inputs) {}

    /**
     * Closed windows by how far they have come.
     *
     * @param sealed closed, and their files are not at the provider yet
     * @param uploaded their files are there, and no batch is known yet
     * @param submitted their batches run
     * @param ended their batches have ended, or they were given up, and their outcomes are being published
     */
    public record Closed(Amount sealed, Amount uploaded, Amount submitted, Amount ended) {
        /** How many windows that is. */
        public int windows() {
            return sealed.windows + uploaded.windows + submitted.windows + ended.windows;
        }
    }

    /**
     * Some windows together.
     *
     * @param windows how many
     * @param requests lines in them
     * @param bytes of their files
     * @param tokens estimated prompt tokens
     * @param since when the first of them came to stand there; null if there is none
     */
    public record Amount(
            int windows,
            long requests,
            long bytes,
            long tokens,
            @Nullable Instant since) {
        /** No window. */
        public static final Amount NONE = new Amount(0, 0, 0, 0, null);
    }

    /**
     * What an account may still do for the lane's model.
     *
     * @param account our name for it
     * @param tokens estimated tokens of the model in batches that have not ended, and on their way there
     * @param tokensLimit the most that may be; null if there is no limit
     * @param creations batches that the batcher's process created in the last hour, of whatever model
     * @param creationsLimit the most that may be created in an hour
     */
    public record Budget(
            String account, long tokens, @Nullable Long tokensLimit, int creations, int creationsLimit) {}

    /**
     * That an operator holds a lane back.
     *
     * @param everyLane whether all lanes are held, and not this one alone
     * @param reason why, for people; null if nobody said
     * @param since when it was asked for; null if that was not kept
     */
    public record Pause(
            boolean everyLane,
            @Nullable String reason,
            @Nullable Instant since) {}

    /**
     * One thing that a lane waits for.
     *
     * @param reason for programs; new words may appear
     * @param held whether something keeps the lane back that is not the usual course of things
     * @param words for people
     * @param until when it is over, or looked at again; null if nobody can tell
     */
    public record Why(
            String reason,
            boolean held,
            String words,
            @Nullable Instant until) {}
}
