package dev.batchline.batcher;

import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.OffsetRange;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A window that takes requests: its facts as they grow, and what makes its lines. */
final class OpenWindow {
    /** A window with more gaps than this closes, since each of them is a part of its facts. */
    private static final int MOST_GAPS = 16;

    private final WindowId id;
    private final LineMaker lines;
    private final LineDigest digest;
    private final List<OffsetRange> skipped;
    private final Senders senders;
    private WindowFacts facts;
    private boolean gapEnds = true;

    private OpenWindow(WindowId id, WindowFacts facts, LineMaker lines, Senders senders) {
        this.id = id;
        this.senders = senders;
        this.facts = facts;
        this.lines = lines;
        this.digest = LineDigest.from(facts.digest());
        this.skipped = new ArrayList<>(facts.skipped());
    }

    /** A window that has nothing yet. */
    static OpenWindow empty(WindowId id, LaneKey lane, LineMaker lines, Instant openedAt) {
        WindowFacts facts = new WindowFacts(
                lane,
                id.firstOffset(),
                0,
                0,
                0,
                0,
                0,
                new LineDigest().text(),
                lines.surrogatesFrom(),
                lines.bytesPerThousandTokens(),
                List.of(),
                openedAt,
                null,
                0);
        return new OpenWindow(id, facts, lines, Senders.none());
    }

    /** A window that an earlier life began. */
    static OpenWindow resumed(Window window, LineMaker lines) {
        return new OpenWindow(window.id(), window.facts(), lines, Senders.unknown());
    }

    WindowId id() {
        return id;
    }

    WindowFacts facts() {
        return facts;
    }

    LineMaker lines() {
        return lines;
    }

    /** Takes a line. */
    void add(SpoolEntry entry, WindowPolicy.Line line) {
        digest.add(entry.line());
        senders.add(entry.item().headers());
        gapEnds = true;
        facts = new WindowFacts(
                facts.lane(),
                entry.item().offset(),
                facts.requests() + 1,
                facts.bytes() + line.bytes(),
                facts.tokens() + line.tokens(),
                facts.inputs() + line.inputs(),
                facts.manifestBytes() + line.manifestBytes(),
                digest.text(),
                lines.surrogatesFrom(),
                lines.bytesPerThousandTokens(),
                skipped,
                facts.openedAt(),
                null,
                0);
    }

    /** Takes note of a record of its lane that it does not hold. */
    void skip(long offset) {
        if (gapEnds) {
            skipped.add(new OffsetRange(offset, offset));
            gapEnds = false;
        } else {
            OffsetRange last = skipped.remove(skipped.size() - 1);
            skipped.add(new OffsetRange(last.from(), offset));
        }
        facts = facts.withSkipped(skipped);
    }

    /** Whether it may hold requests of this selection. */
    boolean mayHold(Selection selection) {
        return senders.mayBeAmong(selection);
    }

    /** Whether it has too many gaps to go on. */
    boolean tooManyGaps() {
        return skipped.size() > MOST_GAPS;
    }

    /** The window as it is stored now. */
    Window stored() {
        return Window.open(id, facts);
    }
}
