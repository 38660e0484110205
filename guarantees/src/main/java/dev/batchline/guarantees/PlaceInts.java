package dev.batchline.guarantees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole number for each place, 0 where none was set; four bytes a record of a topic. */
final class PlaceInts {
    private final Map<String, List<int[]>> topics = new HashMap<>();

    int get(Place place) {
        List<int[]> partitions = topics.getOrDefault(place.topic(), List.of());
        if (place.partition() >= partitions.size()) {
            return 0;
        }
        int[] values = partitions.get(place.partition());
        return place.offset() < values.length ? values[(int) place.offset()] : 0;
    }

    void set(Place place, int value) {
        List<int[]> partitions = topics.computeIfAbsent(place.topic(), unused -> new ArrayList<>());
        while (partitions.size() <= place.partition()) {
            partitions.add(new int[64]);
        }
        int[] values = partitions.get(place.partition());
        int offset = Math.toIntExact(place.offset());
        if (offset >= values.length) {
            values = Arrays.copyOf(values, Math.max(offset + 1, values.length * 2));
            partitions.set(place.partition(), values);
        }
        values[offset] = value;
    }

    /** Shows every place that has a number other than 0. */
    void forEach(Visitor visitor) {
        topics.forEach((topic, partitions) -> {
            for (int partition = 0; partition < partitions.size(); partition++) {
                int[] values = partitions.get(partition);
                for (int offset = 0; offset < values.length; offset++) {
                    if (values[offset] != 0) {
                        visitor.visit(new Place(topic, partition, offset), values[offset]);
                    }
                }
            }
        });
    }

    /** Takes a place and its number. */
    interface Visitor {
        void visit(Place place, int value);
    }
}
