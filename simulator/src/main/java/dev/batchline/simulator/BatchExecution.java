package dev.batchline.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.simulator.answer.Answer;
import dev.batchline.simulator.answer.Answers;
import dev.batchline.simulator.answer.Asked;
import dev.batchline.simulator.answer.TokenUsage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The execution of one batch: reads request lines in drawn order and appends each answer to one of two files. */
final class BatchExecution implements Closeable {

    private final Batch batch;
    private final InputIndex index;
    private final int[] order;
    private final ExecutionLog log;
    private final int logged;
    private final FaultScript script;
    private final FileChannel input;
    private final LineFile output;
    private final LineFile errors;
    private byte[] line = new byte[8 * 1024];
    private int done;

    BatchExecution(Batch batch, InputIndex index, long seed, ExecutionLog log, FaultScript script, FileStore files)
            throws IOException {
        this.batch = batch;
        this.index = index;
        this.order = shuffled(index.size(), seed);
        this.log = log;
        this.logged = log.addBatch(batch.id());
        this.script = script;
        this.input = FileChannel.open(batch.input().path(), StandardOpenOption.READ);
        this.output = new LineFile(files.scratch());
        this.errors = new LineFile(files.scratch());
    }

    int lines() {
        return order.length;
    }

    synchronized int done() {
        return done;
    }

    /** Executes lines until {@code due} of them are done or there is a reason to stop. */
    synchronized void runTo(int due, BooleanSupplier goOn, Timeline timeline) throws IOException {
        while (done < due && goOn.getAsBoolean()) {
            execute(order[done], timeline);
            done++;
        }
    }

    /** Writes an error line with this code for every line that never ran. */
    synchronized void expireRest(String code) throws IOException {
        for (int i = done; i < order.length; i++) {
            int length = read(order[i]);
            ObjectNode written = envelope(RequestLine.parse(line, length).customId());
            written.putNull("response");
            written.putObject("error")
                    .put("code", code)
                    .put("message", "This request could not be executed before the completion window expired.");
            errors.append(written);
        }
    }

    /** Ends writing and hands over the output, or null if it has no lines and is not wanted {@code evenEmpty}. */
    synchronized @Nullable Path takeOutput(boolean evenEmpty) throws IOException {
        return output.take(evenEmpty);
    }

    /** Ends writing and hands over the errors, or null if there are none and it is not wanted {@code evenEmpty}. */
    synchronized @Nullable Path takeErrors(boolean evenEmpty) throws IOException {
        return errors.take(evenEmpty);
    }

    @Override
    public synchronized void close() throws IOException {
        input.close();
        output.close();
        errors.close();
    }

    private void execute(int position, Timeline timeline) throws IOException {
        int length = read(position);
        RequestLine request = RequestLine.parse(line, length);
        String customId = String.valueOf(request.customId());
        LineFate fate = script.play().fate(batch, customId, () -> log.executions(customId));
        if (fate.neverRuns()) {
            return;
        }
        BodyDigest digest = BodyDigest.of(line, request.bodyStart(), request.bodyLength());
        Answer answer = answer(request, fate, timeline);
        log.record(customId, digest, logged, answer);
        batch.count(answer);
        if (fate.isWritten()) {
            write(customId, digest, answer, fate);
        }
    }

    /** The request_id says whose answer it is, for those who have to check that. */
    private void write(String customId, BodyDigest body, Answer answer, LineFate fate) throws IOException {
        LineFile file = answer.billed() ? output : errors;
        ObjectNode written = envelope(customId);
        written.putObject("response")
                .put("status_code", answer.status())
                .put("request_id", answer.status() == 0 ? "" : body.requestId())
                .set("body", answer.body());
        written.putNull("error");
        for (int copy = 0; copy < fate.copies(); copy++) {
            if (fate.giant() > 0 && answer.billed()) {
                file.append(written, fate.giant());
            } else {
                file.append(written);
            }
        }
        if (fate.foreignFollows()) {
            file.append(written.put("custom_id", "foreign-" + customId));
        }
    }

    private Answer answer(RequestLine request, LineFate fate, Timeline timeline) throws IOException {
        Optional<Fault.FailLines> failure = fate.of(Fault.FailLines.class);
        if (failure.isPresent()) {
            int status = failure.get().status();
            return status == 0
                    ? new Answer(0, Json.object(), TokenUsage.NONE)
                    : Answer.error(status, "The simulator was told to fail this line with " + status + ".", null, null);
        }
        Optional<Fault.AnswerLines> told = fate.of(Fault.AnswerLines.class);
        if (told.isPresent()) {
            return new Answer(200, told.get().body(), TokenUsage.NONE);
        }
        JsonNode body = Json.MAPPER.readTree(line, request.bodyStart(), request.bodyLength());
        return Answers.answer(batch.request().endpoint(), new Asked(body, Ids.hex(), timeline.now()));
    }

    private static ObjectNode envelope(@Nullable String customId) {
        return Json.object().put("id", "batch_req_" + Ids.hex()).put("custom_id", customId);
    }

    private int read(int position) throws IOException {
        int length = index.length(position);
        if (line.length < length) {
            line = new byte[length];
        }
        ByteBuffer target = ByteBuffer.wrap(line, 0, length);
        while (target.hasRemaining()) {
            if (input.read(target, index.start(position) + target.position()) < 0) {
                throw new EOFException("the input file " + batch.input().id() + " became shorter");
            }
        }
        return length;
    }

    private static int[] shuffled(int size, long seed) {
        int[] order = new int[size];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
