package dev.batchline.cli.letters;

import dev.batchline.schemas.Headers;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the headers that one kind of program puts on its dead letters. */
public interface LetterAdapter {
    /** Whether this record is of its kind. */
    boolean takes(HeaderTexts headers);

    /** What the record says. */
    LetterFacts facts(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers);

    /** What a record says, read by the adapter of its kind; Batchline's own if it is of none. */
    static LetterFacts read(ConsumerRecord<byte[], byte[]> record) {
        HeaderTexts headers = new HeaderTexts(record.headers());
        if (!headers.has(Headers.ERROR_CODE)) {
            for (LetterAdapter other : ForeignLetters.KINDS) {
                if (other.takes(headers)) {
                    return other.facts(record, headers);
                }
            }
        }
        return OwnLetters.facts(record, headers);
    }
}
