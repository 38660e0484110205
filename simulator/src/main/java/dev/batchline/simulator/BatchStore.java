package dev.batchline.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every batch of the account, in the order of creation. */
final class BatchStore {

    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();

    synchronized void add(Batch batch) {
        positions.put(batch.id(), batches.size());
        batches.add(batch);
    }

    synchronized Optional<Batch> find(String id) {
        return Optional.ofNullable(positions.get(id)).map(batches::get);
    }

    /** Every batch, the oldest first. */
    synchronized List<Batch> all() {
        return List.copyOf(batches);
    }

    /** Batches newest first, those after one of them or all; empty if {@code after} is no batch. */
    synchronized Optional<List<Batch>> newestFirst(@Nullable String after, Predicate<Batch> wanted) {
        Integer position = after == null ? Integer.valueOf(batches.size()) : positions.get(after);
        if (position == null) {
            return Optional.empty();
        }
        return Optional.of(
                batches.subList(0, position).reversed().stream().filter(wanted).toList());
    }
}
