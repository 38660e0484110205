package dev.batchline.dst;

import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches every window on its way: I3 to I6, I8, I11, I14, and that an intent stands before every create. */
final class WindowsWatch {
    /** The transitions of the diagram; the first event of a window is that it is sealed. */
    static final Set<String> TRANSITIONS = Set.of(
            "open>sealed",
            "sealed>uploaded",
            "sealed>cancelled",
            "uploaded>submitted",
            "uploaded>uploaded",
            "uploaded>sealed",
            "uploaded>cancelled",
            "submitted>uploaded",
            "submitted>submitted",
            "submitted>sealed",
            "submitted>cancelled",
            "sealed>rejected",
            "uploaded>rejected");

    /** A batch is made of a file whose deletion was refused before. */
    static final String TOO_LATE = "batch of a file that was not deleted";

    /** A batch that nobody had told of was found and is the window's. */
    static final String ADOPTED = "batch adopted";

    /** A file of which no batch was made was deleted after its window had gone on without it. */
    static final String ORPHAN = "orphaned file deleted";

    /** A batch failed since its account had no money. */
    static final String NO_MONEY = "batch without money";

    /** The file of an intent was deleted, and the intent renewed with another. */
    static final String RENEWED = "intent renewed";

    private final Consumer<String> broken;
    private final Consumer<String> covered;
    private final Scenario scenario;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, Long> lastOffsets = new HashMap<>();
    private final Map<String, Window> live = new LinkedHashMap<>();

    WindowsWatch(Scenario scenario, Consumer<String> broken, Consumer<String> covered) {
        this.scenario = scenario;
        this.broken = broken;
        this.covered = covered;
    }

    /** The last offset of a lane that is in a sealed window; -1 if none is. */
    long sealedUpTo(String lane) {
        return lastOffsets.getOrDefault(lane, -1L);
    }

    /** How many have not come to their end. */
    long open() {
        return known.values().stream().filter(window -> window.last != null).count();
    }

    /** Those that have not come to their end. */
    List<Window> known() {
        return known.values().stream()
                .map(window -> window.last)
                .filter(Objects::nonNull)
                .toList();
    }

    /** How they stand. */
    List<String> standing() {
        List<String> standing = new ArrayList<>();
        known.forEach((id, window) -> {
            Window last = window.last;
            if (last != null) {
                standing.add(id + " " + last.state());
            }
        });
        return standing;
    }

    /** The state of a window that was committed last, if it is not at its end. */
    @Nullable
    Window find(String id) {
        Known window = known.get(id);
        return window == null ? null : window.last;
    }

    void committed(Topic topic, ModelRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (topic == Topic.WINDOWS && key != null) {
            String id = new String(key, StandardCharsets.UTF_8);
            if (value == null) {
                removed(id);
            } else {
                moved(id, JsonCodec.WINDOW.decode(value));
            }
        } else if (topic == Topic.STATUS && value != null) {
            told(JsonCodec.STATUS.decode(value));
        } else if (topic == Topic.JOINS && value != null) {
            joined(JsonCodec.JOIN.decode(value));
        }
    }

    /** A batch was made. */
    void created(ModelBatch batch, BatchMarks marks) {
        String id = marks.window().text();
        Known window = known.get(id);
        Window intent =
                window == null ? null : window.intents.get(batch.request().fileId() + "/" + marks.submission());
        if (window == null || intent == null) {
            broken.accept("rule 2: " + batch.id() + " is made without a committed intent of " + id);
            return;
        }
        long bytes = batch.lines().stream().mapToLong(ModelFile.Line::bytes).sum();
        if (batch.lines().size() != intent.facts().requests()
                || bytes != intent.facts().bytes()) {
            broken.accept("I14: " + batch.id() + " has " + batch.lines().size() + " lines and " + bytes
                    + " bytes, its window " + intent.facts());
        }
        if (batch.tooLate()) {
            covered.accept(TOO_LATE);
            return;
        }
        long same = window.made.stream().filter(marks::equals).count();
        if (same > 0) {
            covered.accept("second batch of a submission");
        }
        window.made.add(marks);
        budget(batch, intent);
    }

    /** A file was deleted: wrong if it is that of a batch whose items have no outcome yet. */
    void fileDeleted(ModelFile file, boolean used) {
        String id = file.name().substring(0, file.name().length() - ".jsonl".length());
        Known window = known.get(id);
        if (window == null) {
            broken.accept("I13: " + file.id() + " of " + id + ", which nobody has told of, is deleted");
        } else if (!window.done
                && window.last != null
                && window.last.state() instanceof WindowState.Submitted submitted
                && file.id().equals(submitted.fileId())) {
            broken.accept("I13: " + file.id() + " is deleted, and " + id + " stands at " + submitted);
        } else if (!used && (window.last == null || window.last.state() instanceof WindowState.Submitted)) {
            covered.accept(ORPHAN);
        }
    }

    /** A batch that came too late runs on: right only if it is its window's. */
    void overlooked(ModelBatch batch, BatchMarks marks) {
        Window last = find(marks.window().text());
        boolean recorded = last != null
                && last.state() instanceof WindowState.Submitted submitted
                && submitted.batchId().equals(batch.id());
        if (!recorded) {
            broken.accept("row 8: " + batch.id() + " is a second batch of " + marks.window()
                    + ", and no sweep has asked for its end");
        }
    }

    /** A batch has ended. */
    void ended(ModelBatch batch) {
        live.remove(batch.id());
    }

    private void moved(String id, Window window) {
        Known before = known.computeIfAbsent(id, unused -> new Known());
        Window last = before.last;
        String step = (last == null ? "open" : last.state().word()) + ">"
                + window.state().word();
        covered.accept(step);
        if (before.removed) {
            broken.accept("I3: " + id + " goes on after its end: " + window.state());
        } else if (last != null && window.version() != last.version() + 1) {
            broken.accept("I3: " + id + " has version " + window.version() + " after " + last.version());
        } else if (!TRANSITIONS.contains(step)) {
            broken.accept("I3: " + id + " takes the step " + step);
        }
        if (last == null) {
            first(id, window);
        } else {
            consequence(last.state(), window.state()).ifPresent(covered);
        }
        before.last = window;
        if (window.state() instanceof WindowState.Uploaded intent) {
            before.intents.put(intent.fileId() + "/" + intent.submission(), window);
        }
    }

    private static Optional<String> consequence(WindowState before, WindowState after) {
        if (after instanceof WindowState.Submitted submitted && before instanceof WindowState.Uploaded) {
            return Optional.of(ADOPTED).filter(found -> submitted.how() == SubmittedHow.ADOPTED);
        }
        boolean renewed = before instanceof WindowState.Uploaded intent
                && after instanceof WindowState.Uploaded next
                && !intent.fileId().equals(next.fileId());
        return renewed ? Optional.of(RENEWED) : Optional.empty();
    }

    private void first(String id, Window window) {
        String lane = window.facts().lane().text();
        long from = window.id().firstOffset();
        Long before = lastOffsets.put(lane, window.facts().lastOffset());
        if (before != null && from <= before) {
            broken.accept("I5: " + id + " begins at " + from + ", the one before it ends at " + before);
        }
        if (window.facts().requests() > scenario.windowRequests()) {
            broken.accept("I4: " + id + " has " + window.facts().requests() + " requests");
        }
    }

    private void budget(ModelBatch batch, Window window) {
        Long budget = scenario.budget();
        live.put(batch.id(), window);
        List<Window> queued = live.values().stream()
                .filter(other -> other.facts().lane().equals(window.facts().lane()))
                .toList();
        long tokens = queued.stream().mapToLong(other -> other.facts().tokens()).sum();
        if (budget != null && queued.size() > 1 && tokens > budget) {
            broken.accept("I11: " + tokens + " tokens are under way, the budget is " + budget + ": "
                    + queued.stream().map(Window::id).toList());
        }
    }

    private void removed(String id) {
        Known window = known.get(id);
        if (window == null || window.last == null) {
            broken.accept("I3: " + id + " is removed and was not there");
        } else if (!window.done) {
            broken.accept("I3: " + id + " is removed and was not done");
        } else {
            window.last = null;
            window.removed = true;
        }
    }

    private void told(StatusEvent event) {
        String id = event.windowId().text();
        Known window = known.computeIfAbsent(id, unused -> new Known());
        if (event.version() != window.statusVersion + 1) {
            broken.accept("I8: " + id + " has status version " + event.version() + " after " + window.statusVersion);
        }
        if (window.terminalAttempt >= event.attempt()) {
            broken.accept("I8: " + id + " has a status after its terminal one: " + event);
        }
        window.statusVersion = event.version();
        if (event.status().terminal()) {
            window.terminalAttempt = event.attempt();
            covered.accept("status " + event.status().name());
        }
    }

    private void joined(JoinEvent event) {
        String id = event.windowId().text();
        Known window = known.computeIfAbsent(id, unused -> new Known());
        if (event.state() instanceof JoinState.Done done) {
            if (window.done) {
                broken.accept("I6: " + id + " is done twice");
            }
            window.done = true;
            Window last = window.last;
            long all = done.completed() + done.failed() + done.resubmitted();
            if (last == null || all != last.facts().requests()) {
                broken.accept("I6: " + id + " is done with " + done + ", its window is " + last);
            }
        }
    }

    /** What is known of a window. */
    private static final class Known {
        private final Map<String, Window> intents = new HashMap<>();
        private final List<BatchMarks> made = new ArrayList<>();
        private @Nullable Window last;
        private boolean removed;
        private boolean done;
        private long statusVersion;
        private int terminalAttempt;
    }
}
