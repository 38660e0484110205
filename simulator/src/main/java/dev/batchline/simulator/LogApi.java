package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** {@code /_simulator/log}: the execution log for readers in other processes. */
final class LogApi {

    private static final int MOST_NAMED = 100;

    private final ExecutionLog log;

    LogApi(ExecutionLog log) {
        this.log = log;
    }

    void summary(Call call) throws IOException {
        ExecutionLog.Summary summary = log.summary();
        ObjectNode json = Json.object()
                .put("create_calls", summary.createCalls())
                .put("batches_created", summary.batchesCreated())
                .put("lines_executed", summary.linesExecuted())
                .put("lines_billed", summary.linesBilled())
                .put("distinct_custom_ids", summary.distinctCustomIds())
                .put("input_tokens", summary.usage().input())
                .put("output_tokens", summary.usage().output())
                .put("custom_ids_executed_more_than_once", log.countExecutedMoreThanOnce())
                .put("custom_ids_billed_more_than_once", log.countBilledMoreThanOnce())
                .put("bodies_executed_more_than_once", log.countBodiesExecutedMoreThanOnce());
        ArrayNode named = json.putArray("executed_more_than_once");
        log.executedMoreThanOnce(MOST_NAMED).forEach(named::add);
        call.reply(200, json);
    }

    /** One JSON line for each custom_id and body. */
    void items(Call call) throws IOException {
        call.setHeader("Content-Type", "application/jsonl");
        try (OutputStream out = new BufferedOutputStream(call.open(200, -1), 64 * 1024)) {
            log.forEachItem(item -> write(out, item));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(OutputStream out, ExecutionLog.Item item) {
        try {
            out.write(Json.MAPPER.writeValueAsBytes(Json.object()
                    .put("custom_id", item.customId())
                    .put("body_sha256", item.body().hex())
                    .put("executed", item.executed())
                    .put("billed", item.billed())));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
