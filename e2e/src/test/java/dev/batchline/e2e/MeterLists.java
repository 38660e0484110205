package dev.batchline.e2e;

import dev.batchline.batcher.BatcherMeters;
import dev.batchline.batcher.SubmitMeters;
import dev.batchline.cli.run.ProviderMeters;
import dev.batchline.joiner.JoinerMeters;
import dev.batchline.poller.PollerMeters;
import dev.batchline.runtime.metrics.MeterEntry;
import dev.batchline.runtime.metrics.RuntimeMeters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lists of meters of all modules: what docs/metrics.md is made of. A module with meters is added here. */
final class MeterLists {
    private MeterLists() {}

    /** Each list under the heading that it has on the page. */
    static Map<String, List<MeterEntry>> byPart() {
        Map<String, List<MeterEntry>> lists = new LinkedHashMap<>();
        lists.put("Every service", RuntimeMeters.ALL);
        lists.put("Calls to providers", ProviderMeters.ALL);
        lists.put("Batcher: from requests to closed windows", BatcherMeters.ALL);
        lists.put("Batcher: from closed windows to batches", SubmitMeters.ALL);
        lists.put("Poller", PollerMeters.ALL);
        lists.put("Joiner", JoinerMeters.ALL);
        return lists;
    }

    /** All of them. */
    static List<MeterEntry> all() {
        return byPart().values().stream().flatMap(List::stream).toList();
    }
}
