package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.runtime.task.Forwarder;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Puts each request event into its lane, bytes untouched, with the place it came from; what cannot be sent goes to the
 * failed results and the dead letters. It has no state and answers consumed records only, so it needs no lease.
 */
final class RouterProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    static final String NAME = "router";

    private final BatcherSettings settings;
    private final RoutePolicy policy;
    private final Clocks clocks;
    private final BatcherMeters meters;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable Forwarder out;

    RouterProcessor(BatcherSettings settings, Accounts accounts, Clocks clocks, BatcherMeters meters) {
        this.settings = settings;
        this.policy = new RoutePolicy(accounts, settings.requestMaxBytes(), settings.completionWindow());
        this.clocks = clocks;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        out = new Forwarder(given, NAME, settings.requestMaxBytes(), clocks);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<byte[], byte[]> given = context;
        Forwarder sink = out;
        if (given == null || sink == null) {
            throw new IllegalStateException("the router is not initialised");
        }
        RecordMetadata source = given.recordMetadata().orElseThrow();
        List<Header> received = KafkaHeaders.read(record.headers());
        List<Header> headers = facts(received, source);
        switch (policy.route(record.value(), RoutePolicy.carried(received))) {
            case RoutePolicy.Route.ToLane to -> toLane(sink, to, record.value(), source.topic(), headers);
            case RoutePolicy.Route.Refused refused -> refuse(sink, refused, record.value(), headers);
        }
    }

    /** The end of a record at which the router failed, with its custom_id unless that is what it failed at. */
    static FailedItem internalError(Record<byte[], byte[]> record, RecordMetadata source, String message) {
        Reason reason = Reason.of(ErrorCode.INTERNAL_ERROR, message, Stage.ROUTE);
        return new FailedItem(
                customId(record.value()),
                record.value(),
                facts(KafkaHeaders.read(record.headers()), source),
                null,
                reason);
    }

    private static @Nullable String customId(byte @Nullable [] value) {
        try {
            return switch (RequestEvent.parse(value)) {
                case ParsedRequest.Refused refused -> refused.customId();
                case RequestEvent event -> event.customId();
            };
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static List<Header> facts(List<Header> received, RecordMetadata source) {
        List<Header> facts = new ArrayList<>(RoutePolicy.carried(received));
        facts.add(Header.of(Headers.SOURCE_TOPIC, source.topic()));
        facts.add(Header.of(Headers.SOURCE_PARTITION, Integer.toString(source.partition())));
        facts.add(Header.of(Headers.SOURCE_OFFSET, Long.toString(source.offset())));
        return facts;
    }

    private void toLane(Forwarder sink, RoutePolicy.Route.ToLane to, byte[] value, String topic, List<Header> headers) {
        List<Header> routed = new ArrayList<>(headers);
        routed.add(Header.of(Headers.SOURCE_TOPIC_ID, settings.sourceTopicIds().getOrDefault(topic, topic)));
        routed.add(Header.of(Headers.ATTEMPT, "1"));
        byte[] key = to.lane().text().getBytes(StandardCharsets.UTF_8);
        if (sink.fits(Topic.LANES, key, value, routed)) {
            sink.forward(Topic.LANES, key, value, routed);
            meters.routed(to.lane());
        } else {
            refuse(sink, RoutePolicy.tooLargeWithHeaders(to), value, headers);
        }
    }

    private void refuse(
            Forwarder sink, RoutePolicy.Route.Refused refused, byte @Nullable [] value, List<Header> headers) {
        new FailedItem(refused.customId(), value, headers, null, refused.reason()).forward(sink, clocks.now());
        meters.refused(refused.reason().code());
    }
}
