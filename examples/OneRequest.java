import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends one request and waits for its result: java -cp 'cli/target/lib/*' examples/OneRequest.java [BROKER] [ID]. */
public class OneRequest {
    public static void main(String[] args) throws Exception {
        String broker = args.length > 0 ? args[0] : "localhost:9092";
        String id = args.length > 1 ? args[1] : "java-" + System.nanoTime();
        String body = "{\"model\":\"gpt-4.1-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}";
        String request = "{\"custom_id\":\"" + id + "\",\"url\":\"/v1/chat/completions\",\"body\":" + body + "}";

        Map<String, Object> to = Map.of("bootstrap.servers", broker);
        try (var producer = new KafkaProducer<>(to, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("batch.requests", request)).get();
        }
        Map<String, Object> from = Map.of("bootstrap.servers", broker, "group.id", id, "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(from, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("batch.results.completed", "batch.results.failed"));
            while (true) {
                for (var result : consumer.poll(Duration.ofSeconds(1))) {
                    if (result.key().equals(id)) {
                        System.out.println(id + " " + result.value());
                        return;
                    }
                }
            }
        }
    }
}
