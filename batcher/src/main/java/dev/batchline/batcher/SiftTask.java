package dev.batchline.batcher;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Counts, off the stream thread, the requests of a window that operators want no work on. */
final class SiftTask implements Callable<SiftTask.Found> {
    private final LaneLog lanes;
    private final Window window;
    private final List<Selection> selections;

    SiftTask(LaneLog lanes, Window window, List<Selection> selections) {
        this.lanes = lanes;
        this.window = window;
        this.selections = List.copyOf(selections);
    }

    /** Blocks while the window's stretch of the lanes topic is read. */
    @Override
    public Found call() {
        Counter counter = new Counter();
        WindowFacts facts = window.facts();
        lanes.scan(window.id().partition(), window.id().firstOffset(), facts.lastOffset(), counter::take);
        if (counter.meant + counter.others < facts.requests()) {
            throw new IllegalStateException("the lanes topic has " + (counter.meant + counter.others) + " requests of "
                    + window.id() + ", which holds " + facts.requests());
        }
        return new Found(List.copyOf(counter.met), counter.meant, counter.others);
    }

    /**
     * What a window holds.
     *
     * @param met the selections that some of its requests belong to
     * @param meant how many requests belong to one of them
     * @param others how many belong to none
     */
    record Found(List<Selection> met, int meant, int others) {
        Found {
            met = List.copyOf(met);
        }

        /** What is wanted to become of such a window. */
        Wish wish() {
            if (meant == 0) {
                return Wish.NONE;
            }
            return others == 0 ? Wish.WHOLE : Wish.PART;
        }
    }

    /** Takes the records of the window's lane. */
    private final class Counter {
        private final String lane = window.facts().lane().text();
        private final Set<Selection> met = new LinkedHashSet<>();
        private int meant;
        private int others;

        boolean take(ConsumerRecord<byte[], byte[]> record) {
            boolean ours = record.key() != null
                    && new String(record.key(), StandardCharsets.UTF_8).equals(lane)
                    && window.facts().skipped().stream().noneMatch(gap -> gap.contains(record.offset()));
            if (ours) {
                count(KafkaHeaders.read(record.headers()));
            }
            return true;
        }

        private void count(List<Header> headers) {
            List<Selection> by = selections.stream()
                    .filter(selection -> selection.covers(headers))
                    .toList();
            met.addAll(by);
            if (by.isEmpty()) {
                others++;
            } else {
                meant++;
            }
        }
    }
}
