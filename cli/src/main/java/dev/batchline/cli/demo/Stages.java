package dev.batchline.cli.demo;

import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Shows where each window stands, from the topics alone: on a terminal as a board with a line a stage, elsewhere a line
 * for each change.
 */
final class Stages {
    private static final int SHOWN = 5;
    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";

    private final PrintStream out;
    private final boolean terminal;
    private final Map<WindowId, Standing> windows = new LinkedHashMap<>();
    private long sent;
    private long inWindows;
    private long withoutWindow;
    private long resubmitted;
    private int boardLines;

    Stages(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Tells how many requests were sent. */
    synchronized void sent(long requests) {
        sent = requests;
    }

    /** Takes a record of a topic that tells of windows, or of requests that never came into one. */
    synchronized void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        if (topic == Topic.WINDOWS) {
            Window window = JsonCodec.WINDOW.decode(record.value());
            inWindows += windows.containsKey(window.id()) ? 0 : window.facts().requests();
            show(window.id(), standing(window));
        } else if (topic == Topic.RESULTS_FAILED) {
            withoutWindow += record.headers().lastHeader(Headers.WINDOW) == null ? 1 : 0;
        } else if (topic == Topic.STATUS) {
            StatusEvent event = JsonCodec.STATUS.decode(record.value());
            String counts = event.requestCounts().total() == 0
                    ? ""
                    : " "
                            + (event.requestCounts().completed()
                                    + event.requestCounts().failed())
                            + "/" + event.requestCounts().total();
            String status = event.status().word();
            show(event.windowId(), new Standing(Stage.AT_PROVIDER, status, status + counts));
        } else if (topic == Topic.JOINS) {
            var event = JsonCodec.JOIN.decode(record.value());
            resubmitted += event.state() instanceof JoinState.Done done ? done.resubmitted() : 0;
            show(event.windowId(), standing(event.state()));
        }
    }

    /** Ends the board. */
    synchronized void end() {
        boardLines = 0;
    }

    private static Standing standing(Window window) {
        String requests = window.facts().requests() + " requests";
        return switch (window.state()) {
            case WindowState.Open open -> new Standing(Stage.WAITING, "open", requests);
            case WindowState.Sealed sealed -> new Standing(Stage.UPLOADING, "sealed", requests);
            case WindowState.Uploaded uploaded ->
                new Standing(Stage.UPLOADING, "uploaded", requests + ", file is there");
            case WindowState.Creating creating -> new Standing(Stage.UPLOADING, "sealed", requests);
            case WindowState.Submitted submitted -> new Standing(Stage.AT_PROVIDER, "submitted", requests);
            case WindowState.Rejected rejected -> new Standing(Stage.PUBLISHING, "rejected", rejected.code());
            case WindowState.Cancelled cancelled -> new Standing(Stage.PUBLISHING, "cancelled", "cancelled");
        };
    }

    private static Standing standing(JoinState state) {
        return switch (state) {
            case JoinState.Publishing publishing ->
                new Standing(Stage.PUBLISHING, "publishing", publishing.next() + "/" + publishing.total());
            case JoinState.Held held -> new Standing(Stage.PUBLISHING, "held", "held: " + held.message());
            case JoinState.RetryCreate retry -> new Standing(Stage.WAITING, "retry", retry.code());
            case JoinState.Done done ->
                new Standing(
                        Stage.DONE,
                        "done",
                        done.completed() + " completed, " + done.failed() + " failed, " + done.resubmitted()
                                + " resubmitted");
        };
    }

    private void show(WindowId window, Standing now) {
        Standing before = windows.get(window);
        if (now.equals(before) || (before != null && now.stage().compareTo(before.stage()) < 0)) {
            return;
        }
        windows.put(window, now);
        if (terminal) {
            draw();
        } else if (before == null || !now.word().equals(before.word())) {
            out.printf("  %-22s %-12s %s%n", shortName(window), now.stage().words(), now.detail());
            out.flush();
        }
    }

    private void draw() {
        StringBuilder board = new StringBuilder();
        board.append(UP_AND_CLEAR.repeat(boardLines));
        boardLines = 0;
        for (Stage stage : Stage.values()) {
            long count =
                    windows.values().stream().filter(w -> w.stage() == stage).count();
            String details = stage == Stage.WAITING ? waiting() : details(stage);
            String line = String.format("  %-12s %3d  %s", stage.words(), count, details);
            board.append(line.length() > 110 ? line.substring(0, 110) : line).append('\n');
            boardLines++;
        }
        out.print(board);
        out.flush();
    }

    private String waiting() {
        return Math.max(0, sent + resubmitted - inWindows - withoutWindow) + " requests";
    }

    private String details(Stage stage) {
        return windows.values().stream()
                .filter(window -> window.stage() == stage && stage != Stage.DONE)
                .map(Standing::detail)
                .limit(SHOWN)
                .collect(Collectors.joining(" · "));
    }

    private static String shortName(WindowId window) {
        return "w" + window.partition() + "-" + window.lane() + "-" + window.firstOffset();
    }

    /** The stages of a window's way. */
    private enum Stage {
        WAITING("waiting"),
        UPLOADING("uploading"),
        AT_PROVIDER("at provider"),
        PUBLISHING("publishing"),
        DONE("done");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * Where a window stands.
     *
     * @param stage on its way
     * @param word what is told once
     * @param detail in words
     */
    private record Standing(Stage stage, String word, String detail) {}
}
