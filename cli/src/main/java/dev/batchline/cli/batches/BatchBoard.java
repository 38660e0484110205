package dev.batchline.cli.batches;

import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds the records of three topics into a line a window; keeps the latest records of each, and nothing of others. */
final class BatchBoard {
    /** The topics that tell of windows. */
    static final Set<Topic> TOPICS = EnumSet.of(Topic.WINDOWS, Topic.STATUS, Topic.JOINS);

    private final Map<WindowId, WindowStory> stories = new HashMap<>();

    /** Takes a record of one of {@link #TOPICS}; those of a window in the order of their topic. */
    void take(Topic topic, byte[] key, byte @Nullable [] value) {
        if (value == null) {
            if (topic == Topic.WINDOWS) {
                story(WindowId.parse(new String(key, StandardCharsets.UTF_8))).remove();
            }
            return;
        }
        switch (topic) {
            case WINDOWS -> {
                var window = JsonCodec.WINDOW.decode(value);
                story(window.id()).take(window);
            }
            case STATUS -> {
                StatusEvent event = JsonCodec.STATUS.decode(value);
                story(event.windowId()).take(event);
            }
            case JOINS -> {
                JoinEvent event = JsonCodec.JOIN.decode(value);
                story(event.windowId()).take(event);
            }
            default -> throw new IllegalArgumentException(topic + " does not tell of windows");
        }
    }

    /** Every window that was told of, oldest first. */
    List<BatchLine> lines() {
        return stories.values().stream()
                .map(WindowStory::line)
                .sorted(Comparator.comparing(BatchLine::openedAt)
                        .thenComparing(line -> line.window().text()))
                .toList();
    }

    /** What is told of one window. */
    Optional<BatchLine> line(WindowId id) {
        return Optional.ofNullable(stories.get(id)).map(WindowStory::line);
    }

    /** Whether an item of a window's manifest has no outcome of this window yet. */
    boolean underWay(WindowId id, ManifestItem item) {
        WindowStory story = stories.get(id);
        return story == null || (!story.line().ended() && item.seq() >= story.publishedUntil());
    }

    /** Whether a window that is not done has published all that it has of an item: without an end, it is sent again. */
    boolean published(WindowId id, ManifestItem item) {
        WindowStory story = stories.get(id);
        return story != null && !story.line().ended() && item.seq() < story.publishedUntil();
    }

    private WindowStory story(WindowId id) {
        return stories.computeIfAbsent(id, WindowStory::new);
    }
}
