package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That nothing is done about a change that may still be undone (rules 1 and 2). */
class UnreadChangesTest {
    private final SettableClocks clocks = new SettableClocks();
    private final FakeTask task = new FakeTask(clocks);
    private final WindowStore windows = new WindowStore(task.store(WindowStore.NAME));
    private final WindowEvents events = new WindowEvents(task, windows);

    @Test
    void aChangeIsPendingUntilItOrALaterOneIsReadBack() {
        Window submitted = submitted();
        events.put(submitted);
        assertThat(events.pending(submitted.id())).isTrue();
        events.readBack(new Window(1, submitted.id(), submitted.version() - 1, submitted.facts(), submitted.state()));
        assertThat(events.pending(submitted.id())).isTrue();
        events.readBack(submitted);
        assertThat(events.pending(submitted.id())).isFalse();
    }

    @Test
    void anIntentThatWasNotReadBackIsNotLookedAtBeforeItIs(@TempDir Path directory) {
        Window submitted = submitted();
        windows.put(submitted);
        Accounts accounts = accounts();
        Uploads uploads = new Uploads(task, new FakeLaneLog(), new Spool(directory.resolve("x"), new SpoolRoom(1)));
        SubmitMeters meters = new SubmitMeters(new SimpleMeterRegistry());
        Submitter submitter = new Submitter(task, settings(directory), accounts, events, uploads, meters);
        submitter.onJoin(JoinEvent.of(
                submitted.id(), new JoinState.RetryCreate("token_limit_exceeded", 1, clocks.now()), clocks.now()));
        submitter.begin();
        submitter.tick();
        assertThat(task.windows).singleElement().satisfies(intent -> {
            events.readBack(intent);
            submitter.onWindow(intent);
        });
        assertThatThrownBy(submitter::tick)
                .as("now it asks for its lease")
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anOutcomeCountsForTheStoredVersionOnly(@TempDir Path directory) {
        Window submitted = submitted();
        windows.put(submitted);
        BatcherShell shell = new BatcherShell(
                task,
                settings(directory),
                accounts(),
                new FakeLaneLog(),
                new SpoolRoom(1_000_000),
                new BatcherMeters(new SimpleMeterRegistry()));
        String id = submitted.id().text();
        assertThat(shell.current(new EffectKey(id, submitted.version()))).isTrue();
        assertThat(shell.current(new EffectKey(id, submitted.version() - 1))).isFalse();
        windows.remove(submitted.id());
        assertThat(shell.current(new EffectKey(id, submitted.version()))).isFalse();
        assertThat(shell.current(new EffectKey(Purge.SUBJECT, 9))).isTrue();
    }

    private Accounts accounts() {
        return new Accounts(List.of(new Account("a", "p", 10, new FakeProvider(clocks))));
    }

    private static BatcherSettings settings(Path directory) {
        return new BatcherSettings(
                DeploymentId.of("c", "t"),
                1,
                Map.of(),
                1_000,
                new BatcherSettings.WindowCeilings(1, 1, 1, Duration.ofMinutes(1)),
                "24h",
                Duration.ofMinutes(2),
                BatcherSettings.ProviderFiles.of(true),
                new BatcherSettings.SpoolPlace(directory, 1));
    }

    private Window submitted() {
        LaneKey lane = new LaneKey("p", "/v1/responses", "m", "24h");
        WindowFacts facts =
                new WindowFacts(lane, 1, 1, 1, 1, 1, 1, "", Integer.MAX_VALUE, 4_000, List.of(), clocks.now(), null, 1);
        WindowState.Submitted state = new WindowState.Open()
                .seal("a", clocks.now())
                .uploaded("file", "life", clocks.now())
                .submitted("batch", SubmittedHow.CREATED, clocks.now());
        return Window.open(WindowId.of(DeploymentId.of("c", "t"), 0, lane, 1), facts)
                .to(new WindowState.Open().seal("a", clocks.now()))
                .to(state);
    }
}
