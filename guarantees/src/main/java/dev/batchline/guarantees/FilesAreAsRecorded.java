package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.BatchSeen;
import dev.batchline.guarantees.Observation.InputFile;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The input file of each batch has as many lines and bytes as its window. */
public final class FilesAreAsRecorded implements Guarantee {
    private final Map<WindowId, Size> windows = new HashMap<>();
    private final Batches batches = new Batches();

    @Override
    public void observe(Observation seen) {
        batches.observe(seen);
        if (seen instanceof WindowTold(WindowId id, Window window, var unused) && window != null) {
            WindowFacts facts = window.facts();
            windows.put(id, new Size(facts.requests(), facts.bytes()));
        }
    }

    @Override
    public List<String> broken() {
        return List.of();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        for (BatchSeen batch : batches.all()) {
            Optional<WindowId> id = batches.windowOf(batch.batchId());
            if (id.isPresent()) {
                Size expected = windows.get(id.get());
                InputFile file = batch.file();
                if (!new Size(file.lines(), file.bytes()).equals(expected)) {
                    findings.add(batch.batchId() + " of " + id.get() + " has " + file + ", and its window " + expected);
                }
            }
        }
        return findings.all();
    }

    /** The size of a file. */
    private record Size(long lines, long bytes) {}
}
