package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterAdapter;
import dev.batchline.cli.letters.LetterFacts;
import dev.batchline.cli.letters.LetterFilter;
import dev.batchline.runtime.outcome.KafkaHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a replay is asked to do.
 *
 * @param topicId Kafka's id of the topic of dead letters
 * @param filter which of them
 * @param policy what becomes of each
 * @param again whether those that were sent again before are sent once more
 * @param limit how many to send at most, in all runs of the job together
 */
record ReplayJob(String topicId, LetterFilter filter, ReplayPolicy policy, boolean again, long limit) {
    /** Its name. */
    String name() {
        return policy.job();
    }

    /** What becomes of a record; nothing if it is none of the chosen. */
    Optional<Choice> choose(ConsumerRecord<byte[], byte[]> record, ReplayMarks marks) {
        LetterFacts facts = LetterAdapter.read(record);
        if (!filter.matches(facts)) {
            return Optional.empty();
        }
        boolean already = !again && marks.has(record.partition(), record.offset());
        Letter letter = new Letter(record.value(), KafkaHeaders.read(record.headers()), facts);
        return Optional.of(new Choice(facts, policy.decide(letter, already)));
    }

    /**
     * A dead letter that was chosen.
     *
     * @param facts what it says
     * @param decision what becomes of it
     */
    record Choice(LetterFacts facts, Decision decision) {}
}
