package dev.batchline.runtime.task;

import static org.awaitility.Awaitility.await;

import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Record;

/** Notes what it is told and writes a record at each tick. */
final class RecordingShell implements TaskShell {
    static final String KEY = "abcdefgh-w0-abcdefgh-1";

    final TaskAccess access;
    final List<String> received = new ArrayList<>();
    final List<String> outcomes = new ArrayList<>();
    Predicate<EffectKey> current = key -> true;
    Consumer<RecordingShell> onTick = shell ->
            shell.access.forward(Topic.WINDOWS, LifeProcessorTest.utf8(KEY), LifeProcessorTest.utf8("tick"), List.of());
    int begins;
    int ticks;
    int quiesced;
    boolean ended;

    RecordingShell(TaskAccess access) {
        this.access = access;
    }

    boolean startsACall(String subject) {
        return access.effects().start(new EffectKey(subject, 1), () -> 1, done -> {}, e -> {});
    }

    void call(String subject, long version) {
        access.effects().start(new EffectKey(subject, version), () -> subject, outcomes::add, e -> {});
    }

    CompletableFuture<Boolean> blockingCall(String subject) {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch under = new CountDownLatch(1);
        access.effects()
                .start(
                        new EffectKey(subject, 1),
                        () -> {
                            under.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.complete(true);
                            }
                            return subject;
                        },
                        outcomes::add,
                        e -> {});
        await().until(() -> under.getCount() == 0);
        return interrupted.orTimeout(10, TimeUnit.SECONDS);
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        received.add(topic + " " + offset + " " + new String(record.key(), StandardCharsets.UTF_8));
    }

    @Override
    public void begin() {
        begins++;
    }

    @Override
    public void tick() {
        ticks++;
        onTick.accept(this);
    }

    @Override
    public boolean current(EffectKey key) {
        return current.test(key);
    }

    @Override
    public void quiesce() {
        quiesced++;
    }

    @Override
    public void end() {
        ended = true;
    }
}
