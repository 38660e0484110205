package dev.batchline.runtime.task;

import dev.batchline.runtime.operations.FailingRecords;
import dev.batchline.runtime.operations.FailingRecords.Place;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.operations.StuckRecordException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands around the work that a service's own code does with a record, and counts its failures. Each of the first ones
 * ends the transaction, since the next try may go well. Kafka's own failures are none of the record's and pass.
 */
final class RecordGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RecordGuard.class);

    private final Operations operations;

    RecordGuard(Operations operations) {
        this.operations = operations;
    }

    /** Works on a record that cannot be left out: after some failures a person is called, and it is tried on. */
    void hold(RecordMetadata at, Runnable work) {
        Place place = place(at);
        try {
            work.run();
        } catch (RuntimeException e) {
            int failures = failed(place, e);
            if (failures >= FailingRecords.TRIES) {
                raise(place, failures, e);
            }
            throw e;
        }
        if (operations.failing().passed(place)) {
            log("Record went through after all", place);
            if (operations.failing().stuck() == 0) {
                operations.health().clear(stuck());
            }
        }
    }

    /**
     * Works on a record that can be set aside: after some failures it is not tried again.
     *
     * @param setAside is told how it failed, in a transaction to which the work has added nothing
     */
    void setAside(RecordMetadata at, Runnable work, Consumer<String> setAside) {
        Place place = place(at);
        if (operations.failing().givenUp(place)) {
            setAside.accept("Batchline's own code failed at this request " + FailingRecords.TRIES
                    + " times; the log of the " + operations.service() + " says how, by " + place + ".");
            operations.failing().setAside(place);
            log("Record is set aside as internal_error", place);
        } else {
            try {
                work.run();
            } catch (RuntimeException e) {
                failed(place, e);
                throw e;
            }
            operations.failing().passed(place);
        }
    }

    private int failed(Place place, RuntimeException failure) {
        if (kafkas(failure)) {
            return 0;
        }
        operations.runtimeMeters().recordFailed();
        return operations.failing().failed(place);
    }

    private void raise(Place place, int failures, RuntimeException failure) {
        operations
                .health()
                .raise(
                        stuck(),
                        "The " + operations.service() + " fails at the record of " + place + " and holds that"
                                + " partition up, since the record may not be skipped. Look for its offset in the log,"
                                + " and report the cause or run a version that can read it; it is tried every minute.");
        LOG.atError()
                .setCause(failure)
                .addKeyValue("service", operations.service())
                .addKeyValue("topic", place.topic())
                .addKeyValue("partition", place.partition())
                .addKeyValue("offset", place.offset())
                .addKeyValue("failures", failures)
                .log("Record cannot be worked on and is not skipped; its partition waits for a person");
        throw new StuckRecordException(place, failures, failure);
    }

    private void log(String message, Place place) {
        LOG.atWarn()
                .addKeyValue("service", operations.service())
                .addKeyValue("topic", place.topic())
                .addKeyValue("partition", place.partition())
                .addKeyValue("offset", place.offset())
                .log(message);
    }

    private String stuck() {
        return "record_stuck/" + operations.service();
    }

    private static Place place(RecordMetadata at) {
        return new Place(at.topic(), at.partition(), at.offset());
    }

    private static boolean kafkas(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException) {
                return true;
            }
        }
        return false;
    }
}
