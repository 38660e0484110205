// Sends one request and waits for its result: npm install, then node one-request.js [BROKER] [ID]
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = require('kafkajs');
const lz4 = require('lz4js');

// Results are compressed with LZ4, which kafkajs leaves to others.
CompressionCodecs[CompressionTypes.LZ4] = () => ({ decompress: async (bytes) => Buffer.from(lz4.decompress(bytes)) });

const broker = process.argv[2] ?? 'localhost:9092';
const id = process.argv[3] ?? `node-${Date.now()}`;

async function main() {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR });
  const body = { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Say hello.' }] };
  const request = { custom_id: id, url: '/v1/chat/completions', body };

  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: 'batch.requests', messages: [{ value: JSON.stringify(request) }] });
  await producer.disconnect();

  // readUncommitted: false is kafkajs's default, and is isolation.level=read_committed.
  const consumer = kafka.consumer({ groupId: id, readUncommitted: false });
  await consumer.connect();
  await consumer.subscribe({ topics: ['batch.results.completed', 'batch.results.failed'], fromBeginning: true });
  const result = await new Promise((resolve) =>
    consumer.run({
      eachMessage: async ({ message }) => {
        if (message.key.toString() === id) resolve(message.value.toString());
      },
    }),
  );
  console.log(id, result);
  await consumer.disconnect();
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
