package dev.batchline.cli.replay;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transactions of a replay: requests, their marks, and how far it has come, all of it or nothing. */
final class Outbox implements AutoCloseable {
    /** How long a transaction may stay open; a dead replay holds back the request topic's readers for so long. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int COMMITS = 3;
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final String REQUEST_TIMEOUT = "request.timeout.ms";
    private static final String DELIVERY_TIMEOUT = "delivery.timeout.ms";
    private static final String MAX_BLOCK = "max.block.ms";

    private final Producer<byte[], byte[]> producer;
    private final ConsumerGroupMetadata group;
    private final AtomicReference<@Nullable String> refused = new AtomicReference<>();
    private boolean open;
    private boolean uncertain;
    private long since;

    /** Transactions of this producer, with offsets of this group. */
    Outbox(Producer<byte[], byte[]> producer, ConsumerGroupMetadata group) {
        this.producer = producer;
        this.group = group;
    }

    /** A producer for the replays of an installation; it takes over from the others when its work begins. */
    static Producer<byte[], byte[]> producer(BatchlineConfig config) {
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        properties.putIfAbsent("compression.type", "lz4");
        properties.putIfAbsent("linger.ms", "5");
        properties.putIfAbsent("transaction.timeout.ms", Long.toString(TRANSACTION_TIMEOUT.toMillis()));
        if (List.of(REQUEST_TIMEOUT, DELIVERY_TIMEOUT, MAX_BLOCK).stream().noneMatch(properties::containsKey)) {
            properties.put(REQUEST_TIMEOUT, "10000");
            properties.put(DELIVERY_TIMEOUT, "20000");
            properties.put(MAX_BLOCK, "20000");
        }
        properties.put("transactional.id", ReplayNames.transactionalId(config));
        properties.put("enable.idempotence", true);
        properties.put("acks", "all");
        properties.put("max.request.size", config.topics().requestMaxBytes() + Topic.HEADROOM_BYTES);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Ends every other replay, and what one that died has left open. */
    void takeOver() {
        producer.initTransactions();
    }

    /** How long the open transaction is open; none is no time. */
    Duration age() {
        return open ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    }

    /**
     * Adds a request and its mark to the transaction.
     *
     * @param letter where the dead letter lies, in words
     */
    void send(ProducerRecord<byte[], byte[]> request, ProducerRecord<byte[], byte[]> mark, String letter) {
        begin();
        Future<?> unused = producer.send(request, (metadata, failure) -> {
            if (failure != null) {
                refused.compareAndSet(null, letter);
            }
        });
        Future<?> unusedToo = producer.send(mark);
    }

    /** Commits what was added, and how far the replay has come. */
    void commit(JobPlaces places) {
        begin();
        producer.sendOffsetsToTransaction(places.offsets(), group);
        for (int tried = 1; !committed(tried); tried++) {
            LOG.atWarn().log("Kafka has not answered to a commit, which is asked for again");
        }
        open = false;
        places.kept();
    }

    /** Whether a commit was answered; it may be asked for again as often as it is not. */
    private boolean committed(int tried) {
        try {
            producer.commitTransaction();
            uncertain = false;
            return true;
        } catch (TimeoutException | InterruptException e) {
            uncertain = true;
            if (e instanceof InterruptException || tried == COMMITS) {
                throw e;
            }
            return false;
        } catch (KafkaException e) {
            uncertain = false;
            throw e;
        }
    }

    /** The first dead letter whose request was not taken by the broker, in words; null if there is none. */
    @Nullable
    String refused() {
        return refused.get();
    }

    /** Whether it is not known if the last transaction was committed. */
    boolean uncertain() {
        return uncertain;
    }

    /** Takes back what was added and not committed, as far as the broker can be reached. */
    void abort() {
        if (!open || uncertain) {
            return;
        }
        open = false;
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.atDebug().setCause(e).log("Transaction could not be aborted; the broker does so by itself");
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private void begin() {
        if (!open) {
            producer.beginTransaction();
            open = true;
            since = System.nanoTime();
        }
    }
}
