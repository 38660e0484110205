package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Deletes what a window has left at its provider, off the stream thread. What is gone already counts as deleted. */
final class RemovalTask implements Callable<RemovalTask.Result> {
    private final BatchProvider provider;
    private final LeftFiles left;

    RemovalTask(BatchProvider provider, LeftFiles left) {
        this.provider = provider;
        this.left = left;
    }

    @Override
    public Result call() {
        List<String> files = new ArrayList<>();
        String batchId = left.batchId();
        if (batchId != null) {
            Outcome<RemoteBatch> batch = provider.retrieve(batchId);
            if (batch instanceof Outcome.Success<RemoteBatch>(RemoteBatch known)) {
                add(files, known.outputFileId());
                add(files, known.errorFileId());
            } else if (!(batch instanceof Outcome.NotFound<RemoteBatch>)) {
                return new Result.Later(batch);
            }
        }
        add(files, left.inputFileId());
        int deleted = 0;
        for (String file : files) {
            Outcome<Deleted> outcome = provider.delete(file);
            if (outcome instanceof Outcome.Refused<Deleted>) {
                continue;
            }
            if (!(outcome instanceof Outcome.Success<Deleted>) && !(outcome instanceof Outcome.NotFound<Deleted>)) {
                return new Result.Later(outcome);
            }
            deleted++;
        }
        return new Result.Done(deleted, files.size() - deleted);
    }

    private static void add(List<String> files, @Nullable String file) {
        if (file != null) {
            files.add(file);
        }
    }

    /** How far it came. */
    sealed interface Result {
        /**
         * Nothing is left to do.
         *
         * @param deleted files
         * @param refused files that the provider does not delete
         */
        record Done(int deleted, int refused) implements Result {}

        /**
         * It has to be done again.
         *
         * @param outcome what stood in the way
         */
        record Later(Outcome<?> outcome) implements Result {}
    }
}
