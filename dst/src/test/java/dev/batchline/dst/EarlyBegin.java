package dev.batchline.dst;

import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Lease;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/** Lets a life begin with the lease that it has just written, as if it had been read back, and go on at once. */
public final class EarlyBegin {
    private EarlyBegin() {}

    /** Called from within the code that is changed. */
    public static void of(Object life) {
        try {
            Object lifetime = field(life, "lifetime");
            Method begun = lifetime.getClass().getDeclaredMethod("everBegun");
            begun.setAccessible(true);
            Map<?, ?> written = (Map<?, ?>) field(lifetime, "written");
            if ((boolean) begun.invoke(lifetime) || written.isEmpty()) {
                return;
            }
            Lease lease = Lease.of((String) field(lifetime, "id"), (Instant)
                    written.keySet().iterator().next());
            Method partition = life.getClass().getDeclaredMethod("partition");
            partition.setAccessible(true);
            Method onLease = life.getClass().getDeclaredMethod("onLease", Record.class);
            onLease.setAccessible(true);
            String service = Strand.current().process().service();
            String key = Lease.key(service, (int) partition.invoke(life));
            onLease.invoke(life, new Record<>(key.getBytes(StandardCharsets.UTF_8), JsonCodec.LEASE.encode(lease), 0L));
            Method tick = life.getClass().getDeclaredMethod("tick");
            tick.setAccessible(true);
            tick.invoke(life);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the life of a task looks otherwise by now", e);
        }
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
