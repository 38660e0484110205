package dev.batchline.cli.batches;

import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The windows that somebody wants to cancel, and the names that nothing is known of.
 *
 * @param windows each once, in the order in which they were named
 * @param unknown names that no topic tells of
 */
record CancelChoice(List<BatchLine> windows, List<String> unknown) {
    CancelChoice {
        windows = List.copyOf(windows);
        unknown = List.copyOf(unknown);
    }

    /** The windows of these window ids and batch ids. */
    static CancelChoice named(List<String> names, List<BatchLine> lines) {
        Map<WindowId, BatchLine> chosen = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            List<BatchLine> found = lines.stream()
                    .filter(line -> name.equals(line.window().text()) || name.equals(line.batchId()))
                    .toList();
            if (found.isEmpty()) {
                unknown.add(name);
            }
            found.forEach(line -> chosen.put(line.window(), line));
        }
        return new CancelChoice(List.copyOf(chosen.values()), unknown);
    }

    /** The windows of a lane that are not over. */
    static CancelChoice ofLane(LaneKey lane, List<BatchLine> lines) {
        List<BatchLine> found = lines.stream()
                .filter(line -> !line.ended())
                .filter(line -> isOf(lane, line))
                .toList();
        return new CancelChoice(found, List.of());
    }

    /** Whether a window is of a lane. */
    static boolean isOf(LaneKey lane, BatchLine line) {
        WindowId any = WindowId.of(line.window().deployment(), 0, lane, 0);
        return line.window().lane().equals(any.lane());
    }
}
