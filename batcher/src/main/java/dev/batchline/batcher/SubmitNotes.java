package dev.batchline.batcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a task keeps beside its windows: which batches have ended, what is paused, what operators want to end, and what
 * windows that are done have left at their provider.
 */
final class SubmitNotes {
    static final String NAME = "notes";

    private static final String ENDED = "ended/";
    private static final String CANCEL = "cancel/";

    /** Apart from the above: a version that knows no parts takes any note there to mean the whole window. */
    private static final String PART = "part/";

    private static final String PAUSED = "paused/";
    private static final String LEFT = "left/";
    private static final String LANE = "lane/";
    private static final byte[] YES = {1};
    private static final JsonCodec<PauseNote> PAUSE = new JsonCodec<>(PauseNote.class, PauseNote.FORMAT);
    private static final byte[] LOOK = {2};
    private static final JsonCodec<LeftFiles> LEFT_FILES = new JsonCodec<>(LeftFiles.class, LeftFiles.FORMAT);
    private static final JsonCodec<Parted> PARTED = new JsonCodec<>(Parted.class, Parted.FORMAT);

    private final KeyValueStore<String, byte[]> store;

    SubmitNotes(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Takes note that a window's batch has reached a terminal status. */
    void ended(WindowId window, String batchId) {
        store.put(ENDED + window.text(), batchId.getBytes(UTF_8));
    }

    /** Whether this batch of a window has. */
    boolean hasEnded(WindowId window, String batchId) {
        byte[] ended = store.get(ENDED + window.text());
        return ended != null && new String(ended, UTF_8).equals(batchId);
    }

    /** Takes note that an operator wants no work on a window any more. */
    void cancel(WindowId window) {
        store.put(CANCEL + window.text(), YES);
    }

    /** Takes note that a window may hold requests that operators want no work on, unless all of it is unwanted. */
    void look(WindowId window) {
        if (wish(window) != Wish.WHOLE) {
            store.put(PART + window.text(), LOOK);
        }
    }

    /** Takes note that some requests of a window are unwanted: those of these selections. */
    void part(WindowId window, List<Selection> only) {
        store.put(PART + window.text(), PARTED.encode(new Parted(Parted.FORMAT, only)));
    }

    /** Takes note that a window holds no request that is unwanted. */
    void spare(WindowId window) {
        store.delete(PART + window.text());
    }

    /** What operators want to become of a window. */
    Wish wish(WindowId window) {
        if (store.get(CANCEL + window.text()) != null) {
            return Wish.WHOLE;
        }
        byte[] note = store.get(PART + window.text());
        if (note == null) {
            return Wish.NONE;
        }
        return Arrays.equals(note, LOOK) ? Wish.LOOK : Wish.PART;
    }

    /** The selections that a window's unwanted requests belong to; nothing if all of it is unwanted, or none. */
    Optional<List<Selection>> only(WindowId window) {
        return wish(window) == Wish.PART
                ? Optional.ofNullable(store.get(PART + window.text()))
                        .map(note -> PARTED.decode(note).only())
                : Optional.empty();
    }

    /** Forgets a window that is done. */
    void forget(WindowId window) {
        store.delete(ENDED + window.text());
        store.delete(CANCEL + window.text());
        store.delete(PART + window.text());
    }

    /** Takes note of what a window that is done has left at its provider. */
    void leave(LeftFiles files) {
        store.put(LEFT + files.windowId().text(), LEFT_FILES.encode(files));
    }

    /** What a window has left, if that is not deleted yet. */
    Optional<LeftFiles> left(String window) {
        return Optional.ofNullable(store.get(LEFT + window)).map(LEFT_FILES::decode);
    }

    /** Nothing is left of a window. */
    void forgetLeft(WindowId window) {
        store.delete(LEFT + window.text());
    }

    /** Shows everything that was left. */
    void forEachLeft(Consumer<LeftFiles> visitor) {
        forEach((key, value) -> {
            if (key.startsWith(LEFT)) {
                visitor.accept(LEFT_FILES.decode(value));
            }
        });
    }

    /** Pauses a lane, or all lanes. */
    void pause(String key, Command command) {
        String reason = command.reason() == null ? null : LanePolicy.cut(command.reason());
        store.put(PAUSED + key, PAUSE.encode(new PauseNote(PauseNote.FORMAT, reason, command.issuedAt())));
    }

    /** Goes on with a lane, or with everything that was paused; false if none of it was. */
    boolean resume(String key) {
        List<String> lifted = new ArrayList<>();
        forEach((note, value) -> {
            boolean meant = key.equals(Command.EVERY_LANE) || note.equals(PAUSED + key);
            if (note.startsWith(PAUSED) && meant) {
                lifted.add(note);
            }
        });
        lifted.forEach(store::delete);
        return !lifted.isEmpty();
    }

    /** Whether nothing of a lane may be submitted. */
    boolean paused(LaneKey lane) {
        return store.get(PAUSED + Command.EVERY_LANE) != null || store.get(PAUSED + lane.text()) != null;
    }

    /** Who holds a lane back since when and why, if somebody does. */
    Optional<LaneStatus.Pause> pause(LaneKey lane) {
        return pause(lane.text(), false).or(() -> pause(Command.EVERY_LANE, true));
    }

    /** The lanes that are paused one by one. */
    Set<String> pausedLanes() {
        return under(PAUSED);
    }

    /** Takes note that a lane was told of. */
    void tellLane(String lane) {
        if (store.get(LANE + lane) == null) {
            store.put(LANE + lane, YES);
        }
    }

    /** Takes note that nothing is told of a lane any more; false if nothing was. */
    boolean forgetLane(String lane) {
        return store.delete(LANE + lane) != null;
    }

    /** The lanes that were told of. */
    Set<String> lanesTold() {
        return under(LANE);
    }

    /** Whether a window's lane is paused. */
    boolean paused(Window window) {
        return paused(window.facts().lane());
    }

    private Optional<LaneStatus.Pause> pause(String key, boolean everyLane) {
        return Optional.ofNullable(store.get(PAUSED + key)).map(note -> {
            if (Arrays.equals(note, YES)) {
                return new LaneStatus.Pause(everyLane, null, null);
            }
            PauseNote pause = PAUSE.decode(note);
            return new LaneStatus.Pause(everyLane, pause.reason(), pause.since());
        });
    }

    private Set<String> under(String prefix) {
        Set<String> keys = new LinkedHashSet<>();
        forEach((note, value) -> {
            if (note.startsWith(prefix)) {
                keys.add(note.substring(prefix.length()));
            }
        });
        return keys;
    }

    private void forEach(BiConsumer<String, byte[]> visitor) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> note = all.next();
                visitor.accept(note.key, note.value);
            }
        }
    }
}
