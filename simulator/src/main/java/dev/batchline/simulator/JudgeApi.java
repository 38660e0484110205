package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** {@code /_simulator}: what other processes read about the simulator and how they change its faults. */
final class JudgeApi {

    private static final String PREFIX = "/_simulator/";
    private static final int MOST_NAMED = 100;

    private final ExecutionLog log;
    private final BatchStore batches;
    private final Simulator simulator;

    JudgeApi(ExecutionLog log, BatchStore batches, Simulator simulator) {
        this.log = log;
        this.batches = batches;
        this.simulator = simulator;
    }

    static boolean serves(String route) {
        return route.contains(PREFIX);
    }

    /** Notes a call of the provider's routes, refused or not. */
    void count(String route) {
        if (route.equals(Fault.CREATE_BATCH)) {
            log.countCreateCall();
        }
    }

    void answer(String route, Call call) throws IOException {
        switch (route) {
            case "GET /_simulator/log" -> summary(call);
            case "GET /_simulator/log/items" -> items(call);
            case "GET /_simulator/log/executions" -> executions(call);
            case "GET /_simulator/log/batches" -> batches(call);
            case "GET /_simulator/faults" -> faults(call);
            case "PUT /_simulator/faults" -> setFaults(call);
            default -> throw ApiException.unknownUrl(call.describe());
        }
    }

    private void summary(Call call) throws IOException {
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
                .put("bodies_executed_more_than_once", log.countBodiesExecutedMoreThanOnce())
                .put("bodies_billed_more_than_once", log.countBodiesBilledMoreThanOnce());
        ArrayNode named = json.putArray("executed_more_than_once");
        log.executedMoreThanOnce(MOST_NAMED).forEach(named::add);
        ArrayNode bodies = json.putArray("body_digests_executed_more_than_once");
        log.bodiesExecutedMoreThanOnce(MOST_NAMED).forEach(bodies::add);
        ArrayNode hits = json.putArray("fault_hits");
        for (long hit : simulator.faultHits()) {
            hits.add(hit);
        }
        call.reply(200, json);
    }

    /** One JSON line for each custom_id and body: all, those of one custom_id, or those that ran more than once. */
    private void items(Call call) throws IOException {
        String customId = call.query("custom_id");
        boolean onlyRepeated = "true".equals(call.query("repeated"));
        try (OutputStream out = lines(call)) {
            if (customId == null) {
                log.forEachItem(item -> {
                    if (item.repeated() || !onlyRepeated) {
                        write(out, json(item));
                    }
                });
            } else {
                log.items(customId).forEach(item -> write(out, json(item)));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ObjectNode json(ExecutionLog.Item item) {
        ObjectNode json = Json.object()
                .put("custom_id_digest", item.customId())
                .put("body_digest", item.body())
                .put("executed", item.executed())
                .put("billed", item.billed());
        ArrayNode in = json.putArray("batches");
        item.batches().forEach(in::add);
        return json;
    }

    /** One JSON line for each execution in order, without the first so many. */
    private void executions(Call call) throws IOException {
        int after = call.query("after") == null ? 0 : call.queryNumber("after", 0, Integer.MAX_VALUE);
        try (OutputStream out = lines(call)) {
            log.forEachExecution(
                    after,
                    execution -> write(
                            out,
                            Json.object()
                                    .put("custom_id_digest", execution.customId())
                                    .put("body_digest", execution.body())
                                    .put("batch", execution.batch())
                                    .put("billed", execution.billed())));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One JSON line for each batch as it truly stands, whatever a fault shows, the oldest first. */
    private void batches(Call call) throws IOException {
        try (OutputStream out = lines(call)) {
            for (Batch batch : batches.all()) {
                write(
                        out,
                        batch.json()
                                .put("input_filename", batch.input().filename())
                                .put("input_bytes", batch.input().bytes())
                                .put("input_lines", batch.input().lines())
                                .put("lines_executed", log.executionsInBatch(batch.id()))
                                .put("lines_billed", log.billedInBatch(batch.id())));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void faults(Call call) throws IOException {
        call.replyJson(200, FaultFile.write(simulator.faults()));
    }

    private void setFaults(Call call) throws IOException {
        try {
            simulator.play(FaultFile.parse("the body", call.shortBody()));
        } catch (FaultFileException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()), null, "invalid_faults");
        }
        faults(call);
    }

    private static OutputStream lines(Call call) throws IOException {
        call.setHeader("Content-Type", "application/jsonl");
        return new BufferedOutputStream(call.open(200, -1), 64 * 1024);
    }

    private static void write(OutputStream out, ObjectNode json) {
        try {
            out.write(Json.MAPPER.writeValueAsBytes(json));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
