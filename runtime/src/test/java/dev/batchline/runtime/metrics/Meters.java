package dev.batchline.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What tests ask of the meters of a service. */
public final class Meters {
    private static final Set<String> SHARED =
            RuntimeMeters.ALL.stream().map(MeterEntry::name).collect(Collectors.toSet());

    private Meters() {}

    /** The meters of a registry without those that every service has. */
    public static List<Meter> own(MeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(meter -> !SHARED.contains(meter.getId().getName()))
                .toList();
    }

    /** Fails unless there are some and each is as it is listed. */
    public static void assertListed(List<Meter> meters, List<MeterEntry> entries) {
        Map<String, MeterEntry> listed =
                entries.stream().collect(Collectors.toMap(MeterEntry::name, Function.identity()));
        assertThat(meters).isNotEmpty().allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            MeterEntry entry = listed.get(id.getName());
            assertThat(entry).as(id.getName()).isNotNull();
            assertThat(id.getType().name()).isEqualTo(entry.kind().name());
            assertThat(id.getBaseUnit() == null ? "" : id.getBaseUnit()).isEqualTo(entry.unit());
            assertThat(id.getTags())
                    .as(id.getName())
                    .extracting(Tag::getKey)
                    .containsExactlyInAnyOrderElementsOf(entry.tags());
        });
    }
}
