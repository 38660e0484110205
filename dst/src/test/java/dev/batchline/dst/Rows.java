package dev.batchline.dst;

import java.util.ArrayList;
import java.util.List;

/** The rows of the crash table that are about where a batcher was stopped. */
final class Rows {
    private Rows() {}

    /**
     * The rows that a blow shows.
     *
     * @param kind of the point at which the process stood
     * @param filling whether a window holds requests that is not sealed
     */
    static List<String> of(String kind, SimProcess process, Faults.Blow blow, Scenario scenario, boolean filling) {
        List<String> rows = new ArrayList<>();
        boolean stops = switch (blow.what()) {
            case KILL -> true;
            case FREEZE, CUT_FROM_KAFKA -> blow.length().compareTo(scenario.session()) > 0;
            case NONE, CUT_FROM_PROVIDER, STOP -> false;
        };
        if (!stops || !process.service().equals("batcher")) {
            return rows;
        }
        if (filling) {
            rows.add("row-01");
        }
        switch (kind) {
            case "commit sealed" -> rows.add("row-02");
            case "upload" -> rows.add("row-03");
            case "upload answered", "commit uploaded" -> rows.add("row-04");
            case "create" -> rows.add(blow.what() == Faults.Blow.Kind.KILL ? "row-05" : "row-08");
            case "create answered", "commit submitted" -> rows.add("row-07");
            default -> {}
        }
        return rows;
    }
}
