package dev.batchline.batcher;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, off the stream thread, whether an intent to create a batch was answered. If it was not and no create can
 * still be under way, its file is deleted, so that a create that comes too late is refused. When a batch that was made
 * just before would be on the list, the window's file is uploaded anew, if a batch is still wanted. A provider that
 * deletes no files is asked in vain and gets the new file nevertheless.
 */
final class ReconcileTask implements Callable<ReconcileTask.Result> {
    private static final int PAGE = 100;

    private final Window window;
    private final WindowState.Uploaded intent;
    private final Account account;
    private final SubmitPolicy.Plan.Step step;
    private final @Nullable UploadTask upload;
    private final BooleanSupplier owner;

    /**
     * A reconciliation.
     *
     * @param step what is done if no batch is found
     * @param upload how the file is uploaded anew; null if no batch is wanted any more
     * @param owner whether the lease still holds; asked before anything is deleted or cancelled
     */
    ReconcileTask(
            Window window,
            WindowState.Uploaded intent,
            Account account,
            SubmitPolicy.Plan.Step step,
            @Nullable UploadTask upload,
            BooleanSupplier owner) {
        this.window = window;
        this.intent = intent;
        this.account = account;
        this.step = step;
        this.upload = upload;
        this.owner = owner;
    }

    @Override
    public Result call() throws IOException {
        Result found = search();
        if (!(found instanceof Result.NotFound)) {
            return found;
        }
        return switch (step) {
            case LOOK -> found;
            case FENCE -> owner.getAsBoolean() ? fence() : found;
            case RENEW -> upload == null ? new Result.Never() : new Result.Renewed(upload.call());
        };
    }

    private Result fence() {
        Outcome<Deleted> deleted = account.provider().delete(intent.fileId());
        boolean cannotBe = deleted instanceof Outcome.Refused<Deleted> || deleted instanceof Outcome.NotFound<Deleted>;
        return cannotBe || deleted instanceof Outcome.Success<Deleted>
                ? new Result.Fenced()
                : new Result.Trouble(deleted);
    }

    private Result search() {
        Map<String, RemoteBatch> answers = new LinkedHashMap<>();
        Set<String> shown = new HashSet<>();
        String after = null;
        do {
            Outcome<BatchPage> listed = account.provider().list(after, PAGE);
            if (!(listed instanceof Outcome.Success<BatchPage>(BatchPage page))) {
                return new Result.Trouble(listed);
            }
            after = read(page, shown, answers);
        } while (after != null);
        Optional<RemoteBatch> keep = ReconcilePolicy.keep(answers.values());
        if (keep.isEmpty()) {
            return new Result.NotFound();
        }
        answers.remove(keep.get().id());
        return cancel(answers.values()).orElseGet(() -> new Result.Found(keep.get(), answers.size()));
    }

    /** Asks for the other batches to be cancelled; gives the trouble if one of them may go on. */
    private Optional<Result> cancel(Collection<RemoteBatch> others) {
        for (RemoteBatch other : others) {
            if (!owner.getAsBoolean()) {
                return Optional.of(new Result.NotFound());
            }
            Outcome<RemoteBatch> asked = account.provider().cancel(other.id());
            boolean ends = asked instanceof Outcome.Success<RemoteBatch>
                    || asked instanceof Outcome.NotFound<RemoteBatch>
                    || asked instanceof Outcome.Refused<RemoteBatch>;
            if (!ends) {
                return Optional.of(new Result.Trouble(asked));
            }
        }
        return Optional.empty();
    }

    /** Pages may overlap, and a provider that ignores where to go on shows the same one for ever. */
    private @Nullable String read(BatchPage page, Set<String> shown, Map<String, RemoteBatch> answers) {
        boolean anyNew = false;
        for (RemoteBatch batch : page.batches()) {
            anyNew |= shown.add(batch.id());
            if (ReconcilePolicy.answers(batch, window.id(), intent)) {
                answers.put(batch.id(), batch);
            } else if (ReconcilePolicy.tooOld(batch, intent)) {
                return null;
            }
        }
        return anyNew ? page.next() : null;
    }

    /** What was found out. */
    sealed interface Result {
        /**
         * A batch answers the intent.
         *
         * @param batch the one that is kept
         * @param cancelled how many others were asked to be cancelled
         */
        record Found(RemoteBatch batch, int cancelled) implements Result {}

        /** None does, as far as can be seen now. */
        record NotFound() implements Result {}

        /** None does, and none can any more, unless it is missing on the list as yet. */
        record Fenced() implements Result {}

        /** None does, and none will. */
        record Never() implements Result {}

        /**
         * None does, none will, and the file was uploaded anew.
         *
         * @param upload how that ended
         */
        record Renewed(UploadTask.Result upload) implements Result {}

        /**
         * The provider did not answer.
         *
         * @param outcome how the call ended; no success
         */
        record Trouble(Outcome<?> outcome) implements Result {}
    }
}
