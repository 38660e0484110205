package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterScan;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ReplayMark;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends dead letters again. Requests, their marks and the place that the replay has come to are one transaction, of at
 * most some hundred requests and about a second.
 */
final class Replayer {
    private static final int MOST_SEEN = 20_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ReplayJob job;
    private final JobPlaces places;
    private final ReplayMarks marks;
    private final Outbox outbox;
    private final Surroundings around;
    private final ReplayTable pending;
    private final ReplayTable committed;
    private int sentInChunk;
    private int seenInChunk;

    /**
     * One run of a job.
     *
     * @param committed is told what was committed
     */
    Replayer(
            ReplayJob job,
            JobPlaces places,
            ReplayMarks marks,
            Outbox outbox,
            Surroundings around,
            ReplayTable committed) {
        this.job = job;
        this.places = places;
        this.marks = marks;
        this.outbox = outbox;
        this.around = around;
        this.pending = new ReplayTable(around.estimator());
        this.committed = committed;
    }

    /** Sends what is left of the job, until it is done, has reached its limit, or is asked to stop. */
    End run(LetterScan scan) {
        commit();
        boolean all = scan.read(places.left(), this::take, this::goesOn);
        if (all) {
            places.finish();
        }
        commit();
        if (all) {
            return End.DONE;
        }
        return full() ? End.LIMIT : End.STOPPED;
    }

    private boolean full() {
        return places.sent() >= job.limit();
    }

    private boolean goesOn() {
        if (outbox.age().compareTo(LONGEST) > 0) {
            commit();
        }
        return !around.stop().came() && !full();
    }

    private boolean take(ConsumerRecord<byte[], byte[]> letter) {
        if (around.stop().came() || full()) {
            return false;
        }
        Optional<ReplayJob.Choice> choice = job.choose(letter, marks);
        boolean sends = choice.isPresent() && choice.get().decision() instanceof Decision.Send;
        if (sends && !waited()) {
            return false;
        }
        choice.ifPresent(chosen -> act(letter, chosen));
        places.passed(new TopicPartition(letter.topic(), letter.partition()), letter.offset(), sends);
        seenInChunk++;
        sentInChunk += sends ? 1 : 0;
        if (sentInChunk >= around.mostSent()
                || seenInChunk >= MOST_SEEN
                || outbox.age().compareTo(LONGEST) > 0) {
            commit();
        }
        return true;
    }

    private void act(ConsumerRecord<byte[], byte[]> letter, ReplayJob.Choice choice) {
        if (choice.decision() instanceof Decision.Spoiled spoiled) {
            throw new SpoiledLetterException(letter, spoiled);
        }
        if (choice.decision() instanceof Decision.Send send) {
            outbox.send(request(send), mark(letter), SpoiledLetterException.place(letter));
        }
        pending.add(choice);
    }

    /** Waits for the next one's turn, with no transaction open for longer than it may be; false if asked to stop. */
    private boolean waited() {
        Duration wait = around.pace().next();
        if (wait.isZero()) {
            return true;
        }
        if (outbox.age().plus(wait).compareTo(LONGEST) > 0) {
            commit();
        }
        try {
            return !around.stop().await(wait);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void commit() {
        if (places.moved()) {
            outbox.commit(places);
        }
        committed.addAll(pending);
        pending.clear();
        sentInChunk = 0;
        seenInChunk = 0;
        around.progress().committed(committed);
    }

    private ProducerRecord<byte[], byte[]> request(Decision.Send send) {
        byte[] key = send.request().customId().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> request =
                new ProducerRecord<>(around.config().topics().name(Topic.REQUESTS), null, key, send.value());
        for (Header header : send.headers()) {
            request.headers().add(header.key(), header.value());
        }
        return request;
    }

    private ProducerRecord<byte[], byte[]> mark(ConsumerRecord<byte[], byte[]> letter) {
        ReplayMark mark = new ReplayMark(
                ReplayMark.FORMAT, job.name(), InstantSource.system().instant());
        return new ProducerRecord<>(
                around.config().topics().name(Topic.REPLAYS),
                ReplayMarks.key(job.topicId(), letter.partition(), letter.offset()),
                JsonCodec.REPLAY.encode(mark));
    }

    /** How a run ended. */
    enum End {
        /** All dead letters of the job were looked at. */
        DONE,
        /** It has sent as many as it may. */
        LIMIT,
        /** It was asked to stop. */
        STOPPED
    }

    /** Hears of each commit. */
    @FunctionalInterface
    interface Progress {
        /** So much is committed now. */
        void committed(ReplayTable all);
    }

    /**
     * What a replay has around it.
     *
     * @param config the settings
     * @param estimator what requests cost
     * @param pace how fast
     * @param stop whether to stop
     * @param progress who is told of it
     * @param mostSent so many requests are a transaction at most
     */
    record Surroundings(
            BatchlineConfig config, Estimator estimator, Pace pace, Stop stop, Progress progress, int mostSent) {}
}
