package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /v1/batches}: create, retrieve, list and cancel. */
final class BatchesApi {

    private static final int DEFAULT_LISTED = 20;
    private static final int MOST_LISTED = 100;

    private final BatchStore batches;
    private final BatchLife life;
    private final Timeline timeline;
    private final FaultScript script;

    BatchesApi(BatchStore batches, BatchLife life, Timeline timeline, FaultScript script) {
        this.batches = batches;
        this.life = life;
        this.timeline = timeline;
        this.script = script;
    }

    void create(Call call) throws IOException {
        CreateBatch request = CreateBatch.of(call.json());
        Optional<CallFault.DelayCreate> delay =
                script.play().next(CallFault.DelayCreate.class, Fault.CREATE_BATCH, call.path());
        if (delay.isPresent()) {
            life.createLater(request, delay.get().delay());
            call.loseReply(delay.get().status());
            call.reply(200, Json.object());
        } else {
            script.play()
                    .next(CallFault.RepeatCreate.class, Fault.CREATE_BATCH, call.path())
                    .ifPresent(repeat -> life.create(request));
            call.reply(200, life.create(request));
        }
    }

    void retrieve(Call call) throws IOException {
        call.reply(200, shown(find(call)));
    }

    void list(Call call) throws IOException {
        int limit = call.queryNumber("limit", DEFAULT_LISTED, MOST_LISTED);
        FaultPlay play = script.play();
        Instant latest = timeline.now().minus(play.listLag());
        List<Batch> found = batches.newestFirst(
                        call.query("after"), batch -> !batch.createdAt().isAfter(latest) && !play.lost(batch))
                .orElseThrow(() -> ApiException.badRequest("Invalid 'after': no such batch.", "after"));
        List<ObjectNode> page = found.stream().limit(limit).map(this::shown).toList();
        call.reply(200, Json.page(page, found.size() > limit));
    }

    void cancel(Call call) throws IOException {
        Batch batch = find(call);
        if (!life.cancel(batch)) {
            throw new ApiException(
                    409, "Cannot cancel a batch with status '" + batch.status().word() + "'.", null, null);
        }
        call.reply(200, shown(batch));
    }

    private ObjectNode shown(Batch batch) {
        ObjectNode json = batch.json();
        script.play()
                .of(batch, Fault.ShiftExpiry.class)
                .ifPresent(expiry -> json.put(
                        "expires_at", batch.expiresAt().plus(expiry.shift()).getEpochSecond()));
        script.play().of(batch, Fault.ChangeUsage.class).ifPresent(change -> {
            ObjectNode usage = (ObjectNode) json.path("usage");
            for (String count : List.of("input_tokens", "total_tokens")) {
                usage.put(count, Math.max(0, usage.path(count).asLong() + change.tokens()));
            }
        });
        script.play().of(batch, Fault.RenameStatus.class).ifPresent(rename -> {
            String word = json.path("status").asText();
            json.put("status", rename.words().getOrDefault(word, word));
        });
        return json;
    }

    private Batch find(Call call) {
        return batches.find(call.id())
                .filter(batch -> !script.play().hides(batch))
                .orElseThrow(() ->
                        new ApiException(404, "No batch found with id '" + call.id() + "'.", null, "batch_not_found"));
    }
}
