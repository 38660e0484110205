package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows whose outcomes are being prepared in one life of a task, some parts ahead of what is published. How much
 * is in memory is bounded over the whole process.
 */
final class Preparations {
    private static final String CALL = "#parts";
    private static final long AT_ONCE = 2 * ChunkTask.MOST_BYTES;

    private final TaskAccess access;
    private final JoinerShell.Parts parts;
    private final ChunkTask.Limits limits;
    private final Allowance.Share memory;
    private final BiConsumer<String, Exception> failed;
    private final Map<String, Preparation> byWindow = new LinkedHashMap<>();
    private long generations;

    /**
     * No windows.
     *
     * @param failed told when a window's parts could not be prepared
     */
    Preparations(
            TaskAccess access, JoinerShell.Parts parts, Allowance.Share memory, BiConsumer<String, Exception> failed) {
        JoinerSettings settings = parts.settings();
        this.access = access;
        this.parts = parts;
        this.limits = new ChunkTask.Limits(
                parts.log(), settings.maxAttempts(), parts.requestMaxBytes(), settings.partLines());
        this.memory = memory;
        this.failed = failed;
    }

    /** Whether a call's outcome belongs to what is prepared now; empty if the call is none of ours. */
    Optional<Boolean> current(EffectKey key) {
        if (!key.subject().endsWith(CALL)) {
            return Optional.empty();
        }
        String window = key.subject().substring(0, key.subject().length() - CALL.length());
        Preparation preparation = byWindow.get(window);
        return Optional.of(preparation != null && preparation.generation() == key.version());
    }

    /** Prepares more of a window if enough is not prepared; false if it cannot be started now. */
    boolean more(Join join, Window window, @Nullable String account, Fetched fetched) {
        String id = join.windowId().text();
        Preparation preparation = byWindow.get(id);
        if (preparation == null || !preparation.isOf(fetched)) {
            drop(id);
            preparation =
                    new Preparation(++generations, fetched, join.progress().next());
            byWindow.put(id, preparation);
        }
        if (!preparation.wanted(window.facts().requests())) {
            return true;
        }
        if (!memory.more(id, AT_ONCE, access.clocks().elapsed())) {
            return false;
        }
        return start(id, preparation, new ChunkTask.Source(window, account, fetched));
    }

    private boolean start(String id, Preparation preparation, ChunkTask.Source source) {
        boolean started = access.effects()
                .start(
                        new EffectKey(id + CALL, preparation.generation()),
                        new ChunkTask(source, preparation.next(), AT_ONCE, limits, billing(source)),
                        chunks -> prepared(id, preparation, chunks),
                        failure -> {
                            prepared(id, preparation, List.of());
                            failed.accept(id, failure);
                        });
        if (started) {
            preparation.began();
        } else {
            memory.settle(id, preparation.bytes());
        }
        return started;
    }

    private Billing billing(ChunkTask.Source source) {
        BatchProvider provider =
                source.account() == null ? null : parts.accounts().get(source.account());
        return new Billing(
                parts.settings().prices()::cost,
                new Billing.Batch(
                        source.window().id(),
                        source.fetched().ending().batchId(),
                        source.account(),
                        provider == null ? null : provider.dialect(),
                        source.window().facts().lane().model(),
                        access.clocks().now()));
    }

    private void prepared(String id, Preparation preparation, List<Chunk> chunks) {
        preparation.ended(chunks);
        memory.settle(id, preparation.bytes());
    }

    /** The next part to publish that takes no more than this; the windows take turns. */
    Optional<Ready> take(long lines, long bytes) {
        for (Map.Entry<String, Preparation> entry : byWindow.entrySet()) {
            Optional<Chunk> first = entry.getValue().first();
            if (first.isPresent()
                    && first.get().next() - first.get().from() <= lines
                    && first.get().sums().bytes() <= bytes) {
                String id = entry.getKey();
                Preparation preparation = entry.getValue();
                preparation.published();
                byWindow.remove(id);
                byWindow.put(id, preparation);
                return Optional.of(new Ready(id, first.get()));
            }
        }
        return Optional.empty();
    }

    /** A part of a window was published: what it took is free. */
    void published(String id) {
        Preparation preparation = byWindow.get(id);
        if (preparation != null) {
            memory.settle(id, preparation.bytes() + (preparation.busy() ? AT_ONCE : 0));
        }
    }

    /** Nothing more is published of a window. */
    void drop(String id) {
        byWindow.remove(id);
        memory.release(id);
    }

    /**
     * A part whose turn it is.
     *
     * @param window the window
     * @param chunk the part
     */
    record Ready(String window, Chunk chunk) {}
}
