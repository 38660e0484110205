package dev.batchline.batcher;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Decides which batches answer an intent to create one, and which of several is kept. */
final class ReconcilePolicy {
    /** How far the provider's clock may be off ours, where it did not tell when it took the file. */
    private static final Duration SKEW = Duration.ofHours(1);

    private ReconcilePolicy() {}

    /** Whether a list that is read newest first need not be read beyond this batch, since it is older than the file. */
    static boolean tooOld(RemoteBatch batch, WindowState.Uploaded intent) {
        Instant created = batch.createdAt();
        return created != null && created.isBefore(intent.uploadedAt().minus(SKEW));
    }

    /** Whether a batch answers this intent of this window. */
    static boolean answers(RemoteBatch batch, WindowId window, WindowState.Uploaded intent) {
        if (intent.batchIds().contains(batch.id())) {
            return false;
        }
        boolean marked = batch.metadata()
                .entrySet()
                .containsAll(Marks.of(window, intent.submission()).entrySet());
        return marked || intent.fileId().equals(batch.inputFileId());
    }

    /** The batch that is kept out of all that answer an intent: the oldest that has not failed, else the oldest. */
    static Optional<RemoteBatch> keep(Collection<RemoteBatch> answers) {
        Comparator<RemoteBatch> order = Comparator.<RemoteBatch, Boolean>comparing(ReconcilePolicy::failed)
                .thenComparing(batch -> Optional.ofNullable(batch.createdAt()).orElse(Instant.MAX))
                .thenComparing(RemoteBatch::id);
        return answers.stream().min(order);
    }

    private static boolean failed(RemoteBatch batch) {
        return batch.status()
                .filter(status -> status == BatchStatus.FAILED
                        || status == BatchStatus.CANCELLED
                        || status == BatchStatus.CANCELLING)
                .isPresent();
    }
}
