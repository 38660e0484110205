package dev.batchline.batcher;

import dev.batchline.providers.LineCodec;
import dev.batchline.schemas.OffsetRange;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes a window's spool file again from the lanes topic. */
final class SpoolRebuild {
    private final LaneLog lanes;
    private final Account account;

    SpoolRebuild(LaneLog lanes, Account account) {
        this.lanes = lanes;
        this.account = account;
    }

    /** Writes the window's lines to a file that does not exist yet. Blocks while Kafka is read. */
    void write(Window window, SpoolFile file) throws IOException {
        WindowFacts facts = window.facts();
        LineMaker lines = LineMaker.fromStart(
                window.id(),
                account.provider().limits().customIdLength(),
                facts.surrogatesFrom(),
                facts.bytesPerThousandTokens());
        Filler filler = new Filler(facts, account.provider().lines(), lines, file);
        try (file) {
            lanes.scan(window.id().partition(), window.id().firstOffset(), facts.lastOffset(), filler::take);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Appends the records of one lane to a file. */
    private static final class Filler {
        private final String lane;
        private final List<OffsetRange> skipped;
        private final LineCodec codec;
        private final LineMaker lines;
        private final SpoolFile file;
        private int seq;

        Filler(WindowFacts facts, LineCodec codec, LineMaker lines, SpoolFile file) {
            this.lane = facts.lane().text();
            this.skipped = facts.skipped();
            this.codec = codec;
            this.lines = lines;
            this.file = file;
        }

        boolean take(ConsumerRecord<byte[], byte[]> record) {
            boolean ours = record.key() != null
                    && new String(record.key(), StandardCharsets.UTF_8).equals(lane)
                    && skipped.stream().noneMatch(gap -> gap.contains(record.offset()));
            if (ours) {
                LaneRecord taken = LaneRecord.read(record.offset(), record.value(), record.headers());
                if (taken.request() instanceof RequestEvent event) {
                    append(lines.make(codec, seq++, taken, event));
                }
            }
            return true;
        }

        private void append(SpoolEntry entry) {
            try {
                file.append(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
