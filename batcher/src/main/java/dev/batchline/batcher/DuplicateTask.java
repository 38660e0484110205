package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.WindowId;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Cancels a second batch of a window, off the stream thread, after the provider has told that it is one. */
final class DuplicateTask implements Callable<DuplicateTask.Result> {
    private final BatchProvider provider;
    private final WindowId window;
    private final String batchId;
    private final BooleanSupplier owner;

    /**
     * The end of a second batch.
     *
     * @param owner whether the lease still holds
     */
    DuplicateTask(BatchProvider provider, WindowId window, String batchId, BooleanSupplier owner) {
        this.provider = provider;
        this.window = window;
        this.batchId = batchId;
        this.owner = owner;
    }

    @Override
    public Result call() {
        Outcome<RemoteBatch> found = provider.retrieve(batchId);
        if (!(found instanceof Outcome.Success<RemoteBatch>(RemoteBatch batch))) {
            return new Result.LeftAlone("it cannot be looked at: " + found);
        }
        if (!batch.id().equals(batchId) || !Marks.carriedBy(batch.metadata(), window)) {
            return new Result.LeftAlone("it does not carry this deployment and window");
        }
        boolean ends = batch.status()
                .filter(status -> status.terminal() || status == BatchStatus.CANCELLING)
                .isPresent();
        if (ends) {
            return new Result.LeftAlone("it ends already: " + batch.providerStatus());
        }
        if (!owner.getAsBoolean()) {
            return new Result.LeftAlone("the partition may be another's by now");
        }
        Outcome<RemoteBatch> asked = provider.cancel(batchId);
        return asked instanceof Outcome.Success<RemoteBatch>
                ? new Result.Cancelled()
                : new Result.LeftAlone("the provider did not cancel it: " + asked);
    }

    /** What became of it. */
    sealed interface Result {
        /** It ends. */
        record Cancelled() implements Result {}

        /**
         * Nothing.
         *
         * @param why in words
         */
        record LeftAlone(String why) implements Result {}
    }
}
