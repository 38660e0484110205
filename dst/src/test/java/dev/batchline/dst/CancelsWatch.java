package dev.batchline.dst;

import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Watches what becomes of what an operator cancels: nobody else's requests end as cancelled, and those that were
 * cancelled before their window was closed are in no batch.
 */
final class CancelsWatch {
    /** A window was given up for the sake of some of its requests. */
    static final String TAKEN_APART = "window taken apart";

    private final Consumer<String> broken;
    private final Consumer<String> covered;
    private final IntToLongFunction commandsRead;
    private final IntFunction<List<Header>> headers;
    private final Set<String> windows = new HashSet<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Map<String, List<Selection>> closedAfter = new HashMap<>();

    /**
     * Nothing is asked yet.
     *
     * @param commandsRead up to where the commands of a partition were taken for good
     * @param headers those of a request, by its mark
     */
    CancelsWatch(
            Consumer<String> broken,
            Consumer<String> covered,
            IntToLongFunction commandsRead,
            IntFunction<List<Header>> headers) {
        this.broken = broken;
        this.covered = covered;
        this.commandsRead = commandsRead;
        this.headers = headers;
    }

    /** The end of a whole window is asked for. */
    void asked(String window) {
        windows.add(window);
    }

    /** The end of some requests is asked for, by a command at this offset. */
    void asked(String key, Selection selection, int partition, long offset) {
        asked.add(new Asked(key, selection, partition, offset));
    }

    /** A window was told of. */
    void told(Window window) {
        String id = window.id().text();
        if (!closedAfter.containsKey(id)) {
            int partition = window.id().partition();
            long read = commandsRead.applyAsLong(partition);
            closedAfter.put(id, before(window.facts().lane(), partition, read));
        }
        if (window.state() instanceof WindowState.Cancelled cancelled && cancelled.only() != null) {
            covered.accept(TAKEN_APART);
        }
    }

    /** A batch was made. */
    void created(ModelBatch batch, BatchMarks marks) {
        List<Selection> before = closedAfter.getOrDefault(marks.window().text(), List.of());
        for (ModelFile.Line line : batch.lines()) {
            if (covers(before, headers.apply(line.mark()))) {
                broken.accept("cancel: " + batch.id() + " holds mark " + line.mark() + ", which was cancelled before "
                        + marks.window() + " was closed");
            }
        }
    }

    /** A request ended as cancelled, in a window or in none. */
    void ended(int mark, @Nullable String window) {
        List<Selection> all = asked.stream().map(Asked::selection).toList();
        boolean meant = covers(all, headers.apply(mark));
        if (meant) {
            covered.accept("request cancelled");
        } else if (!windows.contains(String.valueOf(window))) {
            broken.accept("cancel: mark " + mark + " ended as cancelled in " + window + ", and nobody asked for that");
        }
    }

    private List<Selection> before(LaneKey lane, int partition, long read) {
        return asked.stream()
                .filter(one -> one.partition() == partition && one.offset() < read)
                .filter(one -> one.key().equals(Command.EVERY_LANE) || one.key().equals(lane.text()))
                .map(Asked::selection)
                .toList();
    }

    private static boolean covers(List<Selection> selections, List<Header> request) {
        return selections.stream().anyMatch(selection -> selection.covers(request));
    }

    /** What was asked for. */
    private record Asked(String key, Selection selection, int partition, long offset) {}
}
