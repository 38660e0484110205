package dev.batchline.joiner;

import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells the steps of joining. */
final class JoinEvents {
    private final TaskAccess access;

    JoinEvents(TaskAccess access) {
        this.access = access;
    }

    void tell(WindowId window, JoinState state) {
        JoinEvent event = JoinEvent.of(window, state, access.clocks().now());
        access.forward(
                Topic.JOINS, window.text().getBytes(StandardCharsets.UTF_8), JsonCodec.JOIN.encode(event), List.of());
    }
}
